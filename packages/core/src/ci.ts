/** How one repository is built and tested: the CI part of its configuration (reference §7.6). */
export interface CiDefinition {
  readonly language: string;
}

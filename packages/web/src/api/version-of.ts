/** A version of a resource, or what a run of a job left. */
export interface VersionOf {
  readonly kind: "resource" | "job";
  readonly name: string;
  readonly number: number;
}

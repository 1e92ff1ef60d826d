import type { Workflow } from "@landbridge/core";

/** What is known when the jobs of a configuration are held against each other. */
export interface JobScope {
  /** The whole workflow, with what other sources declare. */
  readonly workflow: Workflow;
  /** A folder on its own: what it refers to may be declared elsewhere. */
  readonly isAlone: boolean;
  /** Is something of that name there that could not be read? */
  readonly isBroken: (name: string) => boolean;
}

/** The type of a resource or job, by its name. */
export function typeNamed({ resources, jobs }: Workflow, name: string): string | undefined {
  return resources.get(name)?.type ?? jobs.get(name)?.type;
}

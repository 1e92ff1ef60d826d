/** The pool of jobs and agents that name none. */
export const DEFAULT_POOL = "default";

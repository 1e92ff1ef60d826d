/** Stories in which a promise was broken once, with what was wrong. Each is played as a test. */
export const KEPT_STORIES: Readonly<Record<string, string>> = {
  "3-4":
    "successes of a parallel job were kept in the order of their ends, and read in that of their numbers",
  "4-1": "the moment at which a gate opened was not saved",
  "5-0": "the moment at which a gate opened was not saved, and another server knew another one",
  "6-1": "a released version did not free those that waited for the health of its resource",
  "11-3": "after a gate opened late, its run was taken for the newest one of its job",
  "14-0": "what a run reads that a skip had made was looked up by nobody",
  "20-3": "an input that brought nothing new kept a waiting job whose wait was over",
  "26-0": "what a run reads that a managed run had made was looked up by nobody",
  "31-0": "a job whose versions are all in quarantine was run fifty times without one",
  "32-3": "a run took a version that its pin held, which was in quarantine",
  "201-4": "the newest version of a pinned name was forgotten for an older one that was pinned by its number",
  "20260101-91": "what a dropped waiting job left to take was taken by nobody",
  "20260101-292": "a pin by a name was refused where the version's content was not at hand",
  "20260101-323": "an input that brought nothing new was called the cause of a run",
  "20260101-638":
    "a version was taken twice because a run that had taken it never started, and another one had it too",
  "7-206": "a version was left to nobody because a run had read it that was not bound to it",
  "8-20": "which run inherits a version depended on what a server had in memory",
  "9-67": "a version was left although nothing held it any more",
  "13-144": "a pin by name was not looked up when the command's pin before it was taken away",
  "14-128": "a pin made possible what was left to take, and nobody looked",
  "17-197":
    "a run of the scheduler's own ended in the same transaction, and what followed counted as too early",
  "26-6": "a wait that ended at a gate was not known as one",
  "77-22": "a retry of what a pin held counted as a run that took the version",
  "wide-4-85": "overdue runs ended in another order on each server",
  "wide-4-15": "a pin by name missed a version that was made in the same batch",
  "wide-31-135": "what was taken of something deleted for good counted for the new one of its name",
  "wide-20260101-529": "more runs than one event makes of a job counted as left to make",
  "wide-41-255": "a server that went down submitted a tick two hours later",
  "wide-51-49": "what a rerun's gate was answered anew was told of, and not carried out",
  "wide-77-403": "runs that started as something was deleted for good wrote down what was taken of it",
  "wide-77-236": "what a pin held counted as taken out of order",
  "wide-83-115": "a version that was released later in the transaction counted as left out",
  "104-50": "runs of jobs that went together ended in another order on each server",
  "201-420":
    "a retry that was canceled counted as the run of a version that the run before it had merely read",
  "whole-80-14": "a run had the time limit of the pool to which its job was moved after it was queued",
  "82-108":
    "a run that was repeated counted as one that read the version of a pin which the first one did not have",
  "82-144": "a retry let a version pass that was not there, because its job was pinned to it",
  "whole-82-122":
    "a retry was bound to a version that was put into quarantine while the run before it went on",
  "whole-404-173": "what was left over a switched-off input kept another one from what had passed",
  "33-0": "a run took a version that its pin held, which was in quarantine",
};

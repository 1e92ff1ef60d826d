/**
 * What is refused before or while parsing. The YAML library aborts the whole process at a flow nesting of some
 * thousands on Node 20, which no `catch` can stop, so depth has to be counted before its parser sees the text.
 */
export const LIMITS = {
  /** Room for a generated file of 10,000 jobs of ordinary size (1.5 MB), parsed in one to two seconds. */
  fileLength: 4 * 1024 * 1024,
  /** 10,000 jobs and 10,000 resources of ordinary size have 200,000. */
  lines: 300_000,
  /** Words and signs in one file of the kind that the YAML library has to read: it takes 2 µs for each. */
  lexemes: 1_000_000,
  totalLength: 16 * 1024 * 1024,
  files: 1000,
  /** Beyond the first few YAML documents of a file nothing is even looked at. */
  documents: 20,
  /** Addresses that the files of one source may name. */
  externals: 50,
  /** Levels of lists and maps in each other; real configurations have about ten. */
  depth: 64,
  /** Nodes that aliases may add to one file. */
  aliasedNodes: 300_000,
  problemsPerFile: 500,
  /** A text of the file that a message cites may have megabytes. */
  messageLength: 1000,
  /** Parse errors after the first few are consequences of the earlier ones. */
  syntaxProblemsPerFile: 10,
} as const;

/** Names that change how programs run; they come from the machine or a task's `env`, not from data. */
const PROTECTED_NAME =
  /^(PATH|IFS|ENV|PS4|SHELLOPTS|BASHOPTS|CDPATH|GLOBIGNORE|POSIXLY_CORRECT|NODE_OPTIONS|PERL5(OPT|LIB)|RUBYOPT|PYTHON(STARTUP|PATH|HOME)|(LD|DYLD|BASH|LANDBRIDGE)_.*|GIT_(SSH|SSH_COMMAND|EXEC_PATH|TEMPLATE_DIR|EXTERNAL_DIFF|PROXY_COMMAND|ASKPASS|.*EDITOR|PAGER|CONFIG.*|DIR|WORK_TREE|.*DIRECTOR(Y|IES)|INDEX_FILE|ALLOW_PROTOCOL))$/;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Those that may be exported; the others are told in `notices`. */
export function acceptedNames(
  values: Readonly<Record<string, string>>,
  what: string,
  notices: string[],
): Record<string, string> {
  const accepted: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!VARIABLE_NAME.test(name))
      notices.push(`${what} "${name}" is not exported: it is no name of a variable.`);
    else if (PROTECTED_NAME.test(name)) {
      notices.push(`${what} ${name} is not exported: it would change how programs run.`);
    } else accepted[name] = value;
  }
  return accepted;
}

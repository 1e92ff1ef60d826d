# Carries out the scripts of one run, in one process: bash session.bash FILE. The file holds the instructions;
# with `-` they come over standard input, eight digits for their length before them, and may be long in coming:
# a shell can be started before there is a run for it. Instructions are in ASCII and set
#   __lb_dir           the run's directory; a file `stop` in it means: start nothing more
#   __lb_status        0, or how the tasks ended where an earlier shell died before the sections
#   __lb_scripts       by index of the step: its script, as step.bash evaluates it
#   __lb_tasks         INDEX:FD of each task, FD being its log
#   __lb_sections      KIND:INDEX:FD of on_success, on_failure and always
# Tasks but the last run in subshells; the last one and the sections after it share this shell. What happens is
# told on fd 3, one line each:
#   S index time             a step started; that the first one did goes without saying
#   L index line             that line of its script failed
#   E index time status ok   a step ended; ok is 1 only when its end was really reached
# Every redirection costs a dozen system calls, so there are no more of them than needed.

# High numbers, because scripts like to write `exec 3>&1`.
exec {__lb_report}>&3 3>&- {__lb_log}>&1
__lb_phase=task __lb_depth=0 __lb_level=2 __lb_instructions=$1 __lb_helpers=${BASH_SOURCE[0]%/*}
if [[ ! /dev/fd/2 -ef /dev/fd/1 ]]; then exec 2>&1; fi
set --
set -E

# The ERR trap. At its own level it makes the script return to us; inside functions it unwinds them one by one.
__lb_on_error='{ __lb_failed "$?" || return $((${#BASH_SOURCE[@]} > __lb_level)); } 2> /dev/null'

__lb_failed() {
  if ((BASH_SUBSHELL > __lb_depth)); then
    __lb_is_captured || exit "$1"
    return 0
  fi
  set +xv
  if ((__lb_status == 0)); then __lb_status=$1; fi
  return 1
}

# Is this subshell a $(...)? There a failure does not end the commands, as under `bash -e`. It is one when its
# stdout is a pipe that a shell above holds too. Asked twice: a pipeline looks so while it is being made.
__lb_is_captured() {
  local - parent file try until
  set +fux
  if [[ ! -p /dev/fd/1 || /dev/fd/1 -ef /dev/fd/$__lb_log ]]; then return 1; fi
  read -r _ _ _ parent _ < /proc/self/stat || return 1
  for try in 1 2; do
    for file in "/proc/$parent/fd/"* "/proc/$$/fd/"* none; do
      if [[ $file == none ]]; then return 1; fi
      if [[ $file -ef /dev/fd/1 ]]; then break; fi
    done
    until=$((${EPOCHREALTIME/[.,]/} + 5000))
    while ((try == 1 && ${EPOCHREALTIME/[.,]/} < until)); do :; done
  done
  return 0
}

# __lb_begin INDEX:FD
__lb_begin() {
  __lb_index=${1%:*} __lb_status=0 __lb_line=0
  __lb_log=${__lb_logs[${1#*:}]}
  __lb_script=${__lb_scripts[$__lb_index]}
  if ((${1#*:} == 1)); then return; fi
  exec >&"$__lb_log" 2>&1
  builtin printf 'S %s %s\n' "$__lb_index" "$EPOCHREALTIME" >&"$__lb_report"
}

# Before each line of a script: the status of the line before, our number and the text to show.
__lb_next() {
  if (($1 != 0 && __lb_status == 0)); then __lb_status=$1; fi
  if [[ -e $__lb_dir/stop ]]; then __lb_status=143; fi
  if ((__lb_status != 0)); then return 1; fi
  __lb_line=$2
  if [[ $3 != '' ]]; then builtin printf '%s\n' "$3" >&"$__lb_log"; fi
  trap "$__lb_on_error" ERR
}

# After the last one.
__lb_end() {
  set +xv
  if (($1 != 0 && __lb_status == 0)); then __lb_status=$1; fi
}

__lb_finish() {
  set +xv
  trap - ERR
  if ((__lb_status != 0)); then builtin printf 'L %s %s\n' "$__lb_index" "$__lb_line" >&"$__lb_report"; fi
  if ((BASH_SUBSHELL > 0)); then return; fi
  builtin printf 'E %s %s %s 1\n' "$__lb_index" "$EPOCHREALTIME" "$__lb_status" >&"$__lb_report"
}

# The end of a task in a subshell, also by `exit`. 218 tells our parent that the end was reached.
__lb_leave() {
  if ((__lb_status == 0)); then __lb_status=$1; fi
  __lb_finish
  exit $((__lb_status == 0 ? 218 : __lb_status == 218 ? 1 : __lb_status))
}

# `exit` in the last task or in a section: what comes after it still runs in this shell.
__lb_at_exit() {
  if [[ -e $__lb_dir/stop ]]; then return; fi
  if ((__lb_status == 0)); then __lb_status=$1; fi
  __lb_finish
  __lb_rest
}

__lb_rest() {
  local phase=$__lb_phase
  if [[ $phase == task ]]; then
    if ((__lb_status == 0)); then __lb_section on_success; else __lb_section on_failure; fi
  fi
  if [[ $phase != always ]]; then __lb_section always; fi
}

__lb_section() {
  __lb_phase=$1
  local spec=
  for spec in "${__lb_sections[@]}"; do
    case $spec in "$1":*) break ;; esac
    spec=
  done
  if [[ $spec == '' || -e $__lb_dir/stop ]]; then return; fi
  __lb_begin "${spec#*:}"
  __lb_level=$((${#BASH_SOURCE[@]} + 1))
  builtin source "$__lb_helpers/step.bash"
  __lb_finish
}

trap '__lb_code=$?; [[ $__lb_phase == done ]] || { __lb_at_exit "$__lb_code"; } 2> /dev/null' EXIT
__lb_phase=done __lb_logs=([1]="$__lb_log")
if [[ $__lb_instructions == - ]]; then
  # Not by `source`: to open a pipe that was written and closed already would wait for ever.
  { read -r -N 8 __lb_length && read -r -N "$((10#$__lb_length))" __lb_instructions; } || exit 0
  exec < /dev/null
  eval "$__lb_instructions"
else
  builtin source "$__lb_instructions" || exit
  for __lb_spec in "${__lb_tasks[@]}" "${__lb_sections[@]}"; do
    __lb_fd=${__lb_spec##*:}
    if ((__lb_fd > 1)); then exec {__lb_high}>&"$__lb_fd" {__lb_fd}>&- && __lb_logs[__lb_fd]=$__lb_high; fi
  done
fi
__lb_phase=task

while ((${#__lb_tasks[@]} > 1)); do
  __lb_spec=${__lb_tasks[0]}
  __lb_tasks=("${__lb_tasks[@]:1}")
  (
    __lb_depth=1
    trap '{ __lb_leave "$?"; } 2> /dev/null' EXIT
    __lb_begin "$__lb_spec"
    builtin source "$__lb_helpers/step.bash"
    exit 0
  )
  __lb_status=$?
  if ((__lb_status == 218)); then __lb_status=0 __lb_fd=1; else __lb_fd=$((__lb_status != 0)); fi
  builtin printf 'E %s %s %s %s\n' "${__lb_spec%:*}" "$EPOCHREALTIME" "$__lb_status" "$__lb_fd" >&"$__lb_report"
  if ((__lb_fd == 0)); then __lb_status=1; fi
  if ((__lb_status != 0)) || [[ -e $__lb_dir/stop ]]; then __lb_tasks=(); fi
done

if ((${#__lb_tasks[@]} == 1)); then
  __lb_begin "${__lb_tasks[0]}"
  builtin source "$__lb_helpers/step.bash"
  __lb_finish
fi
if ((${#__lb_sections[@]} > 0)); then __lb_rest; fi
__lb_phase=done

# What `lb` and `shipctl` do, in plain POSIX shell: no jq, no Node, few programs. Both set $program and read this.
# Postings are files: $LANDBRIDGE_OUTBOX/<name>/<key>, the content is the value. A name made of letters, digits,
# `_`, `-` and `.` is written k.<name>, any other x.<hex>. `.cleared` means that a post came first, `.replicate`
# holds the name of the IN that is copied.

locale_set=${LC_ALL+yes} locale=${LC_ALL-}
LC_ALL=C
export LC_ALL
helpers=${0%/*}

fail() {
  printf '%s: %s\n' "$program" "$1" >&2
  exit "${2:-1}"
}

usage() {
  printf 'usage: %s %s\n' "$program" "$1" >&2
  exit 2
}

# variable_name NAME: $out is the name as environment variables carry it.
variable_name() {
  rest=$1 out=
  while [ -n "$rest" ]; do
    case $rest in
      [!A-Za-z0-9_]*) ;;
      [0-9]*) if [ -n "$out" ]; then out=$out${rest%"${rest#?}"}; fi ;;
      [A-Z_]*) out=$out${rest%"${rest#?}"} ;;
      *) upper_letter "${rest%"${rest#?}"}" ;;
    esac
    rest=${rest#?}
  done
}

upper_letter() {
  case $1 in
    a) out=${out}A ;; b) out=${out}B ;; c) out=${out}C ;; d) out=${out}D ;; e) out=${out}E ;; f) out=${out}F ;;
    g) out=${out}G ;; h) out=${out}H ;; i) out=${out}I ;; j) out=${out}J ;; k) out=${out}K ;; l) out=${out}L ;;
    m) out=${out}M ;; n) out=${out}N ;; o) out=${out}O ;; p) out=${out}P ;; q) out=${out}Q ;; r) out=${out}R ;;
    s) out=${out}S ;; t) out=${out}T ;; u) out=${out}U ;; v) out=${out}V ;; w) out=${out}W ;; x) out=${out}X ;;
    y) out=${out}Y ;; z) out=${out}Z ;;
  esac
}

# value_of NAME SUFFIX: $out is the variable <NAME>_<SUFFIX>; fails where there is none.
value_of() {
  variable_name "$2"
  suffix=$out
  variable_name "$1"
  if [ -z "$out" ] || [ -z "$suffix" ]; then return 1; fi
  eval "isset=\${${out}_$suffix+yes} out=\${${out}_$suffix-}"
  [ -n "$isset" ]
}

require_object() {
  value_of "$1" NAME || fail "\"$1\" is neither an IN nor an OUT of this job"
}

is_job() { [ "$1" = "$JOB_NAME" ]; }

# read_dir NAME: $dir holds version.json and the state of what is read: the IN before an OUT of the same name.
read_dir() {
  require_object "$1"
  dir=$JOB_PATH/IN/$1
  if [ ! -d "$dir" ]; then dir=$JOB_PATH/OUT/$1; fi
}

# state_dir NAME: $dir holds the files that can be read.
state_dir() {
  if is_job "$1"; then
    dir=$JOB_STATE
    return
  fi
  read_dir "$1"
  value_of "$1" TYPE
  dir=$dir/$out
}

# out_state_dir NAME: $dir takes the files that are written.
out_state_dir() {
  if is_job "$1"; then
    dir=$JOB_STATE
    return
  fi
  require_out "$1"
  value_of "$1" TYPE
  if [ "$out" != state ]; then fail "\"$1\" is of type $out; only \"state\" resources keep files"; fi
  dir=$JOB_PATH/OUT/$1/$out
}

require_out() {
  if is_job "$1"; then return; fi
  require_object "$1"
  if [ ! -d "$JOB_PATH/OUT/$1" ]; then fail "\"$1\" is not an OUT of this job"; fi
}

# copy FROM TO: files and directories; what was read-only can be changed where it goes.
copy() {
  if [ ! -e "$1" ]; then fail "there is no file ${1##*/} in ${1%/*}"; fi
  case $2 in
    */) mkdir -p -- "$2" || exit 1 ;;
    */*) [ -d "${2%/*}" ] || mkdir -p -- "${2%/*}" || exit 1 ;;
  esac
  to=$2
  if [ -d "$to" ]; then
    source=${1%/}
    to=${to%/}/${source##*/}
  fi
  if [ -d "$1" ] && [ -d "$to" ]; then cp -R -- "$1/." "$to/"; else cp -R -- "$1" "$to"; fi || exit 1
  [ -w "$to" ] && [ ! -d "$to" ] || chmod -R u+w -- "$to"
}

# entry NAME: $out is the file name for it.
entry() {
  case $1 in
    '') fail "a name is empty" 2 ;;
    __proto__) fail "the name __proto__ can't be used" 2 ;;
    *[!A-Za-z0-9_.-]*) out=x.$(printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n') ;;
    *) out=k.$1 ;;
  esac
}

# open_outbox NAME: $box is the directory of its postings.
open_outbox() {
  require_out "$1"
  entry "$1"
  box=$LANDBRIDGE_OUTBOX/$out
  [ -d "$box" ] || mkdir -p -- "$box" || exit 1
}

clear_outbox() {
  rm -f -- "$box"/k.* "$box"/x.* "$box/.replicate"
  : > "$box/.cleared"
}

# put KEY VALUE, into the outbox that is open.
put() {
  entry "$1"
  printf '%s' "$2" > "$box/$out" || exit 1
}

# put_pairs "K=V K2=V2"…: a word without `=` belongs to the value before it.
put_pairs() {
  for group in "$@"; do
    key= value=
    set -f
    for word in $group; do
      case $word in
        [!=]*=*)
          if [ -n "$key" ]; then put "$key" "$value"; fi
          key=${word%%=*} value=${word#*=}
          ;;
        *)
          if [ -z "$key" ]; then fail "\"$word\" is not KEY=VALUE" 2; fi
          value="$value $word"
          ;;
      esac
    done
    set +f
    if [ -n "$key" ]; then put "$key" "$value"; fi
  done
}

# replicate IN OUT [--files-only | --metadata-only]
replicate() {
  from= target= mode=all
  for argument in "$@"; do
    case $argument in
      --files-only | -files_only) mode=files ;;
      --metadata-only | -metadata_only) mode=metadata ;;
      --webhook-data-only | -webhook_data_only | --match-settings | -match_settings)
        fail "$program replicate $argument is not in this version yet" 2
        ;;
      -*) fail "replicate: unknown option $argument" 2 ;;
      *) if [ -z "$from" ]; then from=$argument; elif [ -z "$target" ]; then target=$argument; else usage "$replicate_usage"; fi ;;
    esac
  done
  if [ -z "$target" ]; then usage "$replicate_usage"; fi
  require_object "$from"
  if [ ! -d "$JOB_PATH/IN/$from" ]; then fail "\"$from\" is not an IN of this job"; fi
  value_of "$from" TYPE
  type=$out
  if ! is_job "$target"; then
    require_out "$target"
    value_of "$target" TYPE
    if [ "$out" != "$type" ]; then fail "\"$from\" is of type $type, \"$target\" of type $out; replicate needs the same"; fi
  fi
  open_outbox "$target"
  if [ "$mode" != metadata ]; then replicate_files; fi
  if [ "$mode" != files ]; then
    clear_outbox
    printf '%s' "$from" > "$box/.replicate"
  fi
}

# Only `state` resources and jobs keep files; of anything else the metadata is all there is.
replicate_files() {
  if is_job "$target"; then
    dir=$JOB_STATE
    if [ "$type" = gitRepo ]; then return; fi
  elif [ "$type" = state ]; then
    dir=$JOB_PATH/OUT/$target/$type
  else
    return
  fi
  rm -rf -- "$dir" && mkdir -p -- "$dir" || exit 1
  cp -R -- "$JOB_PATH/IN/$from/$type/." "$dir/" && chmod -R u+w -- "$dir"
}

# json_value FILE KEY…: prints one value, looked up key by key in any case.
json_value() {
  json_file=$1
  shift
  number=0
  for json_key in "$@"; do
    number=$((number + 1))
    export "JSON_KEY_$number=$json_key"
  done
  [ -f "$json_file" ] && JSON_KEYS=$number awk -f "$helpers/json.awk" "$json_file"
}

# version_value NAME KEY: what was posted just now, else a value of the version.
version_value() {
  if is_job "$1" && [ ! -d "$JOB_PATH/IN/$1" ]; then
    own_value "$2"
    return
  fi
  read_dir "$1"
  entry "$1"
  box=$LANDBRIDGE_OUTBOX/$out
  entry "$2"
  if [ "$dir" = "$JOB_PATH/OUT/$1" ] && [ -f "$box/$out" ]; then
    cat -- "$box/$out" && echo
    return
  fi
  json_value "$dir/version.json" version propertyBag "$2" \
    || json_value "$dir/version.json" version propertyBag params "$2" \
    || json_value "$dir/version.json" version "$2" \
    || fail "\"$1\" has no value \"$2\""
}

# own_value KEY: of the job itself: set in this run, else what the last run left.
own_value() {
  entry "$JOB_NAME"
  box=$LANDBRIDGE_OUTBOX/$out
  entry "$1"
  if [ -f "$box/$out" ]; then
    cat -- "$box/$out" && echo
    return
  fi
  if [ -e "$box/.cleared" ]; then fail "the job has no value \"$1\""; fi
  json_value "${LANDBRIDGE_OUTBOX%/*}/previous-values.json" "$1" || fail "the job has no value \"$1\""
}

print_value() {
  require_object "$1"
  value_of "$1" "$2" || fail "\"$1\" has no $2"
  printf '%s\n' "$out"
}

print_state_dir() {
  state_dir "$1"
  printf '%s\n' "$dir"
}

refresh_file() {
  if [ -e "$1" ]; then
    copy "$1" "$JOB_STATE/"
  elif [ -e "$JOB_PREVIOUS_STATE/$1" ]; then
    copy "$JOB_PREVIOUS_STATE/$1" "$JOB_STATE/$1"
  fi
}

bump_version() {
  prefix= version=$1 pre=
  case $version in [vV]*) prefix=${version%"${version#?}"} version=${version#?} ;; esac
  version=${version%%+*}
  case $version in *-*) pre=${version#*-} version=${version%%-*} ;; esac
  case $version in
    '' | .* | *. | *..* | *[!0-9.]* | *.*.*.*) fail "\"$1\" is not a semantic version" ;;
  esac
  major=${version%%.*} minor=0 patch=0
  case $version in *.*) minor=${version#*.} ;; esac
  case $minor in *.*) patch=${minor#*.} minor=${minor%%.*} ;; esac
  case $2 in
    major) pre= patch=0 minor=0 major=$((major + 1)) ;;
    minor) pre= patch=0 minor=$((minor + 1)) ;;
    patch) pre= patch=$((patch + 1)) ;;
    final) pre= ;;
    alpha | beta | rc) bump_pre_release "$2" ;;
    *) fail "\"$2\" is not one of major, minor, patch, alpha, beta, rc, final" 2 ;;
  esac
  printf '%s\n' "$prefix$major.$minor.$patch${pre:+-$pre}"
}

# The first pre-release of a kind has no number, the second is .1.
bump_pre_release() {
  case $pre in
    "$1") pre=$1.1 ;;
    "$1".*[!0-9]*) pre=$1 ;;
    "$1".[0-9]*) pre=$1.$((${pre#"$1".} + 1)) ;;
    *) pre=$1 ;;
  esac
}

# retry COMMAND…: up to three times. One argument is a line of shell.
retry() {
  attempt=1
  # The command is not ours: it gets the locale that it would have without us.
  if [ -n "$locale_set" ]; then LC_ALL=$locale; else unset LC_ALL; fi
  while :; do
    if [ $# -gt 1 ]; then
      "$@"
    elif command -v bash > /dev/null; then
      bash -c "$1"
    else
      sh -c "$1"
    fi && return 0
    status=$?
    if [ "$attempt" -ge 3 ]; then return "$status"; fi
    attempt=$((attempt + 1))
    printf '%s: exited with %s, attempt %s of 3\n' "$program" "$status" "$attempt" >&2
    sleep "${LANDBRIDGE_RETRY_PAUSE:-1}"
  done
}

# replace FILE…: $NAME and ${NAME} become the values of the environment, in place.
replace() {
  for file in "$@"; do
    if [ ! -f "$file" ]; then fail "there is no file $file"; fi
    filled=$(awk -f "$helpers/replace.awk" "$file" && echo .) || exit 1
    printf '%s' "${filled%.}" > "$file" || exit 1
  done
}

sanitize() {
  printf '%s' "$1" | tr -cd 'A-Za-z0-9_'
  echo
}

to_uppercase() {
  printf '%s\n' "$1" | tr 'a-z' 'A-Z'
}

replicate_usage='replicate IN OUT [--files-only | --metadata-only]'

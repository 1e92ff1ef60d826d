# Makes one working copy: bash clone.bash DIRECTORY. What to fetch comes in the environment, as the values are
# not ours: CLONE_URL, CLONE_COMMIT, CLONE_BRANCH, CLONE_DEPTH. Git's own settings and the credentials for
# `askpass` are there too. Tells "F commit", "C committer" and the message in base64 "M …" on fd 3.
set -euo pipefail
exec 2>&1
directory=$1
say() { printf '\e[1m▸ %s\e[0m\n' "$*"; }
git() { command git -C "$directory" "$@"; }

say "git clone $CLONE_URL${CLONE_BRANCH:+ (branch $CLONE_BRANCH)}${CLONE_COMMIT:+ at $CLONE_COMMIT}"
mkdir -p -- "$directory"
git init --quiet --template=
git config remote.origin.url "$CLONE_URL"
git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
while IFS= read -r line; do
  if [[ -n $line ]]; then git config -- "${line%% *}" "${line#* }"; fi
done <<< "${CLONE_CONFIG-}"

fetch=(fetch --quiet --no-auto-gc)
if [[ -n $CLONE_DEPTH ]]; then fetch+=("--depth=$CLONE_DEPTH" --no-tags); else fetch+=(--tags); fi
has_commit() { git cat-file -e "$CLONE_COMMIT^{commit}" 2> /dev/null; }

# A depth means: not more than needed. The commit alone first, which a server may refuse.
if [[ -n $CLONE_DEPTH && -n $CLONE_COMMIT ]] && git "${fetch[@]}" origin "$CLONE_COMMIT" 2> /dev/null; then
  :
elif [[ -n $CLONE_DEPTH && -n $CLONE_BRANCH ]]; then
  git "${fetch[@]}" origin "+refs/heads/$CLONE_BRANCH:refs/remotes/origin/$CLONE_BRANCH"
elif [[ -n $CLONE_DEPTH ]]; then
  git "${fetch[@]}" origin HEAD
  CLONE_COMMIT=${CLONE_COMMIT:-FETCH_HEAD}
else
  git "${fetch[@]}" origin
fi
if [[ -n $CLONE_COMMIT ]] && ! has_commit; then
  # Not on a branch: a pull request's commit, or older than the depth.
  git fetch --quiet --no-auto-gc origin "$CLONE_COMMIT" || {
    if [[ -f $(git rev-parse --git-path shallow) ]]; then git fetch --quiet --unshallow origin; fi
  }
  if ! has_commit; then
    printf 'The commit %s is not in %s.\n' "$CLONE_COMMIT" "$CLONE_URL"
    exit 1
  fi
fi
if [[ -z $CLONE_COMMIT ]]; then
  if [[ -n $CLONE_BRANCH ]]; then
    CLONE_COMMIT=refs/remotes/origin/$CLONE_BRANCH
  else
    git fetch --quiet origin HEAD
    CLONE_COMMIT=FETCH_HEAD
  fi
fi
if [[ -n $CLONE_BRANCH ]] && git check-ref-format --branch "$CLONE_BRANCH" > /dev/null 2>&1; then
  git checkout --quiet --no-track -B "$CLONE_BRANCH" "$CLONE_COMMIT"
else
  git checkout --quiet --detach "$CLONE_COMMIT"
fi
git log -1 --format='%H %cn' | {
  read -r commit committer
  printf 'F %s\nC %s\n' "$commit" "$committer" >&3
  printf '%s %s\n' "${commit:0:12}" "$committer"
}
printf 'M %s\n' "$(git log -1 --format=%B | base64 | tr -d '\n')" >&3

# Fills $NAME and ${NAME} with the values of the environment; what is not set becomes nothing.
BEGIN { RS = "\001"; ORS = "" }
{
  rest = $0
  while (match(rest, /\$([A-Za-z_][A-Za-z0-9_]*|[{][A-Za-z_][A-Za-z0-9_]*[}])/)) {
    name = substr(rest, RSTART + 1, RLENGTH - 1)
    gsub(/[{}]/, "", name)
    print substr(rest, 1, RSTART - 1) ENVIRON[name]
    rest = substr(rest, RSTART + RLENGTH)
  }
  print rest
}

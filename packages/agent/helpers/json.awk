# Prints one value of a JSON text: strings as they are, anything else as it is written. The way to it is either
# JSON_PATH (`.a.b[0]`) or JSON_KEYS keys JSON_KEY_1…, where the case of letters does not matter if nothing
# matches exactly. Exits with 1 when there is no such value. Bytes only: run it with LC_ALL=C.
BEGIN { RS = "\001"; ORS = ""; hex = "0123456789abcdef" }

NR == 1 { text = $0; sub(/^\357\273\277/, "", text) }

END {
  count = ENVIRON["JSON_PATH"] != "" ? split_path(ENVIRON["JSON_PATH"]) : ENVIRON["JSON_KEYS"] + 0
  if (ENVIRON["JSON_PATH"] == "") for (i = 1; i <= count; i++) keys[i] = ENVIRON["JSON_KEY_" i]
  p = 1
  for (i = 1; i <= count; i++) if (!enter(keys[i])) exit 1
  skip_space()
  if (substr(text, p, 1) == "\"") print read_string() "\n"
  else {
    start = p
    if (!skip_value()) exit 1
    print substr(text, start, p - start) "\n"
  }
}

function split_path(path, n, name) {
  n = 0
  while (path != "") {
    if (match(path, /^\[[0-9]+\]/)) keys[++n] = substr(path, 2, RLENGTH - 2)
    else if (match(path, /^\["[^"]*"\]/)) keys[++n] = substr(path, 3, RLENGTH - 4)
    else if (match(path, /^\.?[^].[]+/)) {
      name = substr(path, 1, RLENGTH)
      sub(/^\./, "", name)
      keys[++n] = name
    } else if (path == ".") RLENGTH = 1
    else exit 1
    path = substr(path, RLENGTH + 1)
  }
  return n
}

# Goes to a member of the value at p.
function enter(key, c) {
  skip_space()
  c = substr(text, p, 1)
  if (c == "{") return enter_object(key)
  if (c == "[") return enter_array(key)
  return 0
}

function enter_object(key, name, folded, similar) {
  folded = tolower(key)
  similar = 0
  p++
  for (;;) {
    skip_space()
    if (substr(text, p, 1) != "\"") break
    name = read_string()
    skip_space()
    p++
    skip_space()
    if (name == key) return 1
    if (!similar && tolower(name) == folded) similar = p
    if (!skip_value()) return 0
    skip_space()
    if (substr(text, p, 1) != ",") break
    p++
  }
  p = similar
  return similar
}

function enter_array(key, n) {
  if (key !~ /^[0-9]+$/) return 0
  p++
  skip_space()
  if (substr(text, p, 1) == "]") return 0
  for (n = 0; n < key + 0; n++) {
    if (!skip_value()) return 0
    skip_space()
    if (substr(text, p, 1) != ",") return 0
    p++
    skip_space()
  }
  return 1
}

function skip_space() {
  while (substr(text, p, 1) ~ /[ \t\r\n]/) p++
}

function skip_value(c, depth) {
  skip_space()
  c = substr(text, p, 1)
  if (c == "\"") return skip_string()
  if (c != "{" && c != "[") {
    if (c !~ /[-0-9a-z]/) return 0
    while (substr(text, p, 1) ~ /[-+.0-9A-Za-z]/) p++
    return 1
  }
  depth = 0
  for (;;) {
    c = substr(text, p, 1)
    if (c == "") return 0
    if (c == "\"") {
      skip_string()
      continue
    }
    p++
    if (c == "{" || c == "[") depth++
    if (c == "}" || c == "]") if (--depth == 0) return 1
  }
}

function skip_string(c) {
  p++
  for (;;) {
    c = substr(text, p, 1)
    if (c == "") return 0
    if (c == "\\") p += 2
    else {
      p++
      if (c == "\"") return 1
    }
  }
}

function read_string(out, c) {
  out = ""
  p++
  for (;;) {
    c = substr(text, p, 1)
    p++
    if (c == "\"" || c == "") return out
    if (c == "\\") c = escaped()
    out = out c
  }
}

function escaped(c, code, low) {
  c = substr(text, p, 1)
  p++
  if (c == "n") return "\n"
  if (c == "t") return "\t"
  if (c == "r") return "\r"
  if (c == "b") return "\b"
  if (c == "f") return "\f"
  if (c != "u") return c
  code = four()
  if (code >= 55296 && code < 56320 && substr(text, p, 2) == "\\u") {
    p += 2
    low = four()
    code = 65536 + (code - 55296) * 1024 + low - 56320
  }
  return utf8(code)
}

function four(code, i) {
  code = 0
  for (i = 0; i < 4; i++) code = code * 16 + index(hex, tolower(substr(text, p + i, 1))) - 1
  p += 4
  return code
}

function utf8(code) {
  if (code < 128) return sprintf("%c", code)
  if (code < 2048) return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
  if (code < 65536) return sprintf("%c%c%c", 224 + int(code / 4096), 128 + int(code / 64) % 64, 128 + code % 64)
  return sprintf("%c%c%c%c", 240 + int(code / 262144), 128 + int(code / 4096) % 64, 128 + int(code / 64) % 64, 128 + code % 64)
}

# One step's script, sourced by session.bash: only what is sourced can be left with `return` from anywhere.
eval "$__lb_script"

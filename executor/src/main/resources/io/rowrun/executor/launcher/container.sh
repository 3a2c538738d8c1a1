# What the supervisor does otherwise for a task that runs in a container: read by supervisor.sh,
# with its functions and variables. The container is removed by its name, whatever became of those
# who made it; the client of its engine is never killed half way, as long as it ends by itself.
#
# Read:    engine.sh (functions of the launcher: engine runs the client, run_image becomes it)
# Written: report (by container-init.sh), engine.log (what the client says), client (PID TICKS
#          BOOTID), out_of_memory (how many processes were killed for that, and the
#          limit)

. ./engine.sh

# Is the task: waits for the client, which is in a session of its own, out of the way of signals.
# A signal that comes before the program runs is not passed on, so it ends the task here.
wait_for_container() {
  trap 'asked=129' HUP
  trap 'asked=130' INT
  trap 'asked=131' QUIT
  trap 'asked=138' USR1
  trap 'asked=140' USR2
  trap 'asked=143' TERM
  asked=
  : > report
  [ -e progress ] || : > progress
  [ -z "$asked" ] || exit "$asked"
  setsid "$shell" "$me" client "$directory" > engine.log 2>&1
  code=$?
  exit "$code"
}

# Becomes the client of the engine, which is nothing of the task: it is not killed by its mark.
client() {
  identify $$
  printf '%s\n' "$who" > client
  unset ROWRUN_EXECUTION
  run_image
}

# Sets client_pid; fails if the client is gone.
client_lives() {
  read -r client_pid client_ticks client_boot 2> /dev/null < client || return 1
  identify "$client_pid" && [ "$who" = "$client_pid $client_ticks $client_boot" ]
}

container_exists() {
  ids=$(engine ps --all --quiet --filter "name=^$container\$" 2> /dev/null) && [ -n "$ids" ]
}

has_started() {
  read -r line 2> /dev/null < report && [ "$line" = started ]
}

# Sends signal to all that is in the container but its init, as kill does to a process group.
pass_on() {
  until has_started; do
    leader_lives || return 0
    nap 2
  done
  engine exec "$container" sh -c 'echo asked >> "$0"; kill "-$1" -1' "$directory/report" "$signal" \
    < /dev/null > /dev/null 2>&1
}

# Removes the container; one that is being made as well, once it is made.
remove_container() {
  rounds=0
  while
    engine rm --force "$container" > /dev/null 2>&1
    client_lives || container_exists
  do
    # A client that hangs has no container to wait for.
    [ "$((rounds += 1))" -ne 100 ] || ! client_lives || kill -KILL "-$client_pid" "$client_pid"
    [ "$rounds" -lt 200 ] || break
    nap 5
  done
}

# Reads the report; a program can write there too, so nothing of it is more than a number.
read_report() {
  said= cpu= peak= oom= complete=
  while read -r key value; do
    case $value in *[!0-9]* | ??????????????????*) value= ;; esac
    case $key in
      code) said=$value ;;
      cpu) cpu=$value ;;
      peak) peak=$value ;;
      oom) oom=$value ;;
      end) complete=yes ;;
    esac
  done 2> /dev/null < report
}

# When the leader has ended with code: sees to it that nothing of the container is left.
clean_up() {
  read_report
  if [ -n "$complete" ] && [ -n "$said" ] && [ "$said" -le 255 ]; then
    code=$said
    printf 'container %s %s\n' "${cpu:--}" "${peak:--}" > usage
    [ "${oom:-0}" -eq 0 ] || printf '%s %s\n' "$oom" "$memory" > out_of_memory
    ! client_lives || remove_container
    return 0
  fi
  remove_container
  if [ "$code" -le 128 ]; then
    if has_started; then
      code=137 # its init was killed: the client may say anything
    else
      unstarted=yes
    fi
  fi
}

# Kills what the supervisor left, when it was killed itself.
sweep() {
  if find_task && leader_lives; then
    kill -KILL "-$pid"
  fi
  remove_container
}

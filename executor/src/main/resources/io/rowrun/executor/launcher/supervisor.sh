#!/bin/sh
# Runs one task and leaves in its directory how it ended. Needs a POSIX shell (dash, bash, busybox),
# /proc, setsid, sleep, grep and sync. The service may die at any moment: nothing here needs it.
#
#   supervisor.sh run DIRECTORY     runs the task, unless somebody has taken the directory before
#   supervisor.sh stop DIRECTORY    ends the task as the file request says: SIGNAL GRACE
#   supervisor.sh sweep DIRECTORY   kills the container of a task whose supervisor was killed
#   supervisor.sh probe DIRECTORY [CGROUP]    prints what this host offers
# (timer, enter and client are for itself.) Times are hundredths of a second.
#
# Read:    settings (assignments), job.sh (the command; is sourced), request
# Written: supervisor, job (PID TICKS BOOTID), stdout, stderr, usage, reason, exit (CODE REASON)
#
# A task in a container is the process that waits for it; container.sh has what is different then.
#
# The task runs in the foreground of "run". Were it started with &, the shell would make it ignore
# SIGINT, for good. That is why stopping is the work of processes of their own.

# Sets who to "PID TICKS BOOTID" of process $1; fails if it is gone.
identify() {
  read -r stat 2> /dev/null < "/proc/$1/stat" || return 1
  set -- "$1" ${stat##*) }
  [ "$2" != Z ] || return 1
  who="$1 ${21} $boot"
}

# Sets now.
clock() {
  read -r up _ < /proc/uptime
  now=${up%.*}${up#*.}
}

nap() {
  sleep "$(($1 / 100)).$(($1 / 10 % 10))$(($1 % 10))"
}

# Sets pid, joined and the rest of what the task has said about itself.
find_task() {
  read -r pid ticks its_boot joined 2> /dev/null < job
}

leader_lives() {
  identify "$pid" && [ "$who" = "$pid $ticks $its_boot" ]
}

# Sets marked to the environments of living processes that carry the mark of the task.
find_marked() {
  marked=$(LC_ALL=C grep -lszxF "ROWRUN_EXECUTION=$id" /proc/[0-9]*/environ)
  [ -n "$marked" ]
}

# Processes that are dead and not yet buried do not count: burying them is up to init.
anything_lives() {
  if [ -n "$joined" ]; then
    read -r _ populated < "$cgroup/cgroup.events" && [ "$populated" = 1 ]
  else
    find_marked
  fi
}

run() {
  identify $$
  set -C
  printf '%s\n' "$who" > supervisor || exit 0
  set +C
  trap : HUP INT QUIT TERM USR1 USR2
  timer=
  if [ -n "$timeout" ]; then
    ROWRUN_EXECUTION=$id setsid "$shell" "$me" timer "$directory" &
    timer=$!
  fi
  if [ -n "$time" ]; then
    ROWRUN_EXECUTION=$id "$time" -o usage -f '%U %S %M' \
      setsid "$shell" "$me" enter "$directory" < /dev/null >> stdout 2>> stderr
  else
    ROWRUN_EXECUTION=$id setsid "$shell" "$me" enter "$directory" < /dev/null >> stdout 2>> stderr
  fi
  code=$?
  [ -z "$timer" ] || kill -KILL "-$timer" || kill -KILL "$timer"
  if find_task; then
    linger
    [ -z "$container" ] || clean_up
    kill_all
  fi
  measure
  conclude
}

# Becomes the task: in its own session, so that its process group is its own.
enter() {
  exec 3>&- # GNU time leaves its output file open
  joined=
  if [ -n "$cgroup" ] && { echo $$ > "$cgroup/cgroup.procs"; } 2> /dev/null; then
    joined=cgroup
  fi
  identify $$
  printf '%s\n' "$who $joined" > job
  # Whoever stops a task writes request first and looks for job then: one of the two is seen.
  if read -r signal grace 2> /dev/null < request; then
    [ "$grace" != 0 ] || signal=9
    exit $((128 + signal))
  fi
  [ -z "$container" ] || wait_for_container
  cd work || exit 126
  . "$directory/job.sh"
}

# The leader has ended while a stop is going on: the others have their time too.
linger() {
  read -r _ deadline 2> /dev/null < reason || return 0
  while clock && [ "$now" -lt "$deadline" ] && anything_lives; do
    read -r _ grace 2> /dev/null < request && [ "$grace" = 0 ] && return 0
    nap 2
  done
}

kill_all() {
  rounds=0
  if [ -n "$joined" ]; then
    while anything_lives && [ $((rounds += 1)) -lt 500 ]; do
      echo 1 > "$cgroup/cgroup.kill"
      nap 1
    done
    return
  fi
  kill -KILL "-$pid" 2> /dev/null
  # Who left the process group still carries the mark.
  while find_marked && [ $((rounds += 1)) -lt 500 ]; do
    for environ in $marked; do
      environ=${environ#/proc/}
      kill -KILL "${environ%/environ}"
    done
    nap 1
  done
}

measure() {
  [ -n "$time$container" ] || times > usage
  [ -n "$joined" ] || return 0
  while read -r key value; do
    [ "$key" != usage_usec ] || printf 'cgroup %s\n' "$value" >> usage
  done < "$cgroup/cpu.stat"
}

# Last of all, so that the file exit speaks for everything else. One write, one line: a reader sees
# the whole line or, without its line end, nothing. Whoever has read it does not wait for the disk.
conclude() {
  read -r reason _ 2> /dev/null < reason || reason=EXITED
  [ "$reason" != EXITED ] || [ ! -e request ] || reason=CANCELLED
  [ "$reason" != EXITED ] || [ -z "$unstarted" ] || reason=UNSTARTED
  # A full disk may have room again; a directory that somebody removed does not come back.
  until printf '%s %s\n' "$code" "$reason" > exit; do
    [ -e settings ] || exit 0
    nap 100
  done
  [ -z "$sync" ] || exec $sync exit stdout stderr
}

# Ends the task for reason $1: signal, grace, SIGKILL.
end() {
  [ ! -e exit ] || exit 0
  clock
  deadline=$((now + grace))
  set -C
  printf '%s %s\n' "$1" "$deadline" > reason
  set +C
  find_task && leader_lives || exit 0
  if [ "$grace" -gt 0 ]; then
    kill "-$signal" "-$pid"
    kill -CONT "-$pid"
    [ -z "$container" ] || pass_on &
  fi
  pause=1
  while leader_lives; do
    clock
    left=$((deadline - now))
    if [ "$left" -le 0 ]; then
      kill -KILL "-$pid"
      exit
    fi
    [ "$pause" -lt "$left" ] || pause=$left
    nap "$pause"
    [ "$pause" -gt 30 ] || pause=$((pause * 2))
  done
}

stop() {
  read -r signal grace < request || exit 1
  end CANCELLED
}

timer() {
  nap "$timeout"
  until find_task || [ -e exit ]; do
    [ -e settings ] || exit 0
    nap 5
  done
  end TIMEOUT
}

# Whether program $1 measures as GNU time does.
measures() {
  [ -x "$1" ] && "$1" -o .probe -f '%U %S %M' true \
    && read -r _ _ kibibytes < .probe && [ "${kibibytes:-0}" -gt 0 ]
}

probe() {
  for program in $(IFS=:; for place in $PATH; do echo "$place/time"; done); do
    if measures "$program"; then
      echo "time=$program"
      break
    fi
  done
  if measures "${me%/*}/meter.pl"; then echo "perl=${me%/*}/meter.pl"; fi
  : > .probe
  if sync -d .probe; then echo 'sync=sync -d'; elif sync .probe; then echo 'sync=sync'; fi
  rm -f .probe
  setsid --fork true && echo fork=yes
  env --default-signal=INT true && echo default_signal=yes
  if [ -n "$1" ] && [ -e "$1/cgroup.kill" ] \
    && "$shell" -c 'echo $$ > "$1/cgroup.procs"' probe "$1"; then
    echo cgroup=yes
  fi
}

me=$0
directory=$2
cd "$directory" || exit 125
if [ "$1" = probe ]; then
  shell=sh
  probe "${3-}" 2> /dev/null
  exit 0
fi
time= cgroup= container= memory= unstarted=
. ./settings
[ -z "$container" ] || . "${me%/*}/container.sh"
read -r boot < /proc/sys/kernel/random/boot_id
"$1"

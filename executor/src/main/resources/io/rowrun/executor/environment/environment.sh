#!/bin/sh
# Makes or removes one environment of Python jobs. Needs a POSIX shell, flock, find and sync.
#
#   environment.sh venv DIRECTORY PYTHON   as ./requirements.txt, ./pip.conf and ./netrc say;
#                                          without the first: what PYTHON has by itself
#   environment.sh conda DIRECTORY TOOL    as ./environment.yaml says
#   environment.sh remove DIRECTORY DAYS   unless something uses it, or did in the last DAYS
#
# DIRECTORY holds env (the environment), last_used (a time) and complete, which is made last: what
# was killed on the way, or went down with the host, is made anew. DIRECTORY.lock sees to it that
# only one process makes it; who comes second waits, and finds it.

forget() {
  rm -rf "$directory"
}

remembered() {
  [ -e "$directory/complete" ] && touch "$directory/last_used"
}

make() {
  flock -n 9 || { echo "waiting for another job that makes the same environment" && flock 9; }
  if remembered; then
    return 0
  fi
  forget
  mkdir "$directory" && touch "$directory/last_used" || return
  from=$(date +%s)
  "$@" || return
  sync -f "$directory" 2> /dev/null || sync
  touch "$directory/complete" || return
  echo "made the environment in $(($(date +%s) - from)) s"
}

venv() {
  unset PYTHONHOME PYTHONPATH VIRTUAL_ENV
  if [ ! -e requirements.txt ]; then
    "$1" -m venv --without-pip --system-site-packages "$directory/env"
    return
  fi
  unset PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PIP_NO_DEPS PIP_REQUIREMENT PIP_CONSTRAINT
  if [ -e pip.conf ]; then
    # variables of the service would come before what the job says
    unset PIP_TRUSTED_HOST PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_NO_INDEX PIP_FIND_LINKS
    export PIP_CONFIG_FILE="$PWD/pip.conf"
  fi
  [ ! -e netrc ] || export NETRC="$PWD/netrc"
  export PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_PROGRESS_BAR=off PYTHONUNBUFFERED=1
  "$1" -m venv "$directory/env" \
    && "$directory/env/bin/python" -m pip install --requirement requirements.txt
}

conda() {
  export CONDA_ALWAYS_YES=true MAMBA_ALWAYS_YES=true
  unset CONDA_PREFIX CONDA_DEFAULT_ENV
  case ${1##*/} in
    micromamba*) "$1" create --yes --prefix "$directory/env" --file environment.yaml ;;
    *) "$1" env create --prefix "$directory/env" --file environment.yaml ;;
  esac
}

remove() {
  flock -n 9 || return 0
  [ -z "$(find "$directory/last_used" -mtime "-$1")" ] || return 0
  [ -z "$(LC_ALL=C grep -lszF "$directory/" /proc/[0-9]*/environ)" ] || return 0
  forget
}

umask 077
deed=$1
directory=$2
shift 2
exec 9>> "$directory.lock"
case $deed in
  remove) remove "$@" ;;
  *) make "$deed" "$@" ;;
esac

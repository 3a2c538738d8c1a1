# Sees to it that the engine has an image. What it prints is for the user of the job.
#
# Read:    engine.sh (functions of the service: has_image, pull_image), config.json (the login; is
#          removed), ROWRUN_IMAGE, ROWRUN_REGISTRY (empty: there is none), ROWRUN_LOGIN (the user;
#          empty: nobody logs in)
# Written: pull.log

. ./engine.sh

reason() {
  case $(cat pull.log) in
    *nauthorized* | *denied* | *"authentication required"* | *"invalid username/password"*)
      if [ -n "$ROWRUN_LOGIN" ]; then
        echo "registry $ROWRUN_REGISTRY refuses the login of user '$ROWRUN_LOGIN'"
      else
        echo "registry $ROWRUN_REGISTRY has no such image, or wants a login"
      fi
      ;;
    *"manifest unknown"* | *"name unknown"* | *"not found"*)
      echo "registry $ROWRUN_REGISTRY has no such image"
      ;;
    *) echo "it cannot be pulled" ;;
  esac
}

if [ -z "$ROWRUN_LOGIN" ] && has_image > /dev/null 2>&1; then
  exit 0
fi
if [ -z "$ROWRUN_REGISTRY" ]; then
  echo "image $ROWRUN_IMAGE: this host has no such image"
  exit 1
fi
trap 'rm -f config.json' EXIT
echo "pulling image $ROWRUN_IMAGE"
if pull_image > pull.log 2>&1; then
  echo "pulled image $ROWRUN_IMAGE"
else
  tail -n 1 pull.log
  echo "image $ROWRUN_IMAGE: $(reason)"
  exit 1
fi

#!/bin/sh
# The vendor's config.yaml, submitted to a server: files up, log, outputs back, exit code.
# From the repository's root:  examples/submit.sh
. examples/served.sh

run 'cat examples/submit/config.yaml'
run 'rowrun submit --api $ADDRESS -C examples/submit -o $data config.yaml'
run 'cat $data/slow/monday.log'
run 'rowrun job list --api $ADDRESS'

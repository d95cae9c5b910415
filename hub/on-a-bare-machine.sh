#!/usr/bin/env bash
# The guide for hosts, followed to the letter and proved: on a TEST machine, a fresh Debian 12 with systemd, as root, in a
# checkout of the project. It installs, configures with a certificate of its own and local passwords, starts the units,
# and lets hub/bare_machine.py sign people in, fill memory, kill the hub, restore a backup and remove a person.
# Never on a machine that learners use. Needs about 4 GB of disk, the package registries, and twenty minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "Run this as root, on a test machine." >&2; exit 2; }
[ -d /run/systemd/system ] || { echo "systemd does not run here: units cannot be started." >&2; exit 2; }
[ ! -e /etc/academy-hub ] && [ ! -e /srv/academy ] || { echo "There is a hub on this machine already: this is for a bare one." >&2; exit 2; }
name="$(hostname)"
getent hosts "$name" >/dev/null || { echo "The name $name leads nowhere: add '127.0.0.1 $name' to /etc/hosts." >&2; exit 2; }

apt-get update
apt-get install --yes --no-install-recommends git python3-venv node-configurable-http-proxy bubblewrap openssl

mkdir -p /opt/academy
git clone --quiet . /opt/academy/checkout
cd /opt/academy/checkout
python3 -m venv /opt/academy/tools && /opt/academy/tools/bin/pip install --quiet uv
export PATH="/opt/academy/tools/bin:$PATH"
python3 -m venv /opt/academy/learners
uv build --quiet --wheel
uv pip install --python /opt/academy/learners --constraint requirements.lock "$(echo dist/*.whl)[hub]"
python3 -m venv /opt/academy/marking
uv pip install --python /opt/academy/marking --constraint requirements.lock -e "/opt/academy/checkout[hub]"
ln -s /opt/academy/learners/bin/academy /usr/local/bin/academy

academy hub configure --new /etc/academy-hub/hub.toml
install -d -m 0755 /etc/academy-hub/tls
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
    -keyout /etc/academy-hub/tls/key.pem -out /etc/academy-hub/tls/certificate.pem 2>/dev/null
chmod 600 /etc/academy-hub/tls/key.pem
printf 'id,name\namina.khan,Amina Khan\nben,Ben Two\n' > /etc/academy-hub/roster.csv
chmod 600 /etc/academy-hub/roster.csv
sed -i -e "s#^address = \"[^\"]*\"#address = \"https://$name\"#" -e 's#^roster = ""#roster = "roster.csv"#' \
    -e 's#^coaches = \[\]#coaches = ["mary.okoye"]#' -e 's#^admins = \[\]#admins = ["host"]#' \
    -e 's#^method = "entra"#method = "local"#' -e 's#^memory = "1.5G"#memory = "800M"#' \
    -e 's#^certificate = ""#certificate = "/etc/academy-hub/tls/certificate.pem"#' -e 's#^key = ""#key = "/etc/academy-hub/tls/key.pem"#' \
    -e "s#^start_seconds = 300#start_seconds = ${PATIENCE:-300}#" /etc/academy-hub/hub.toml
academy hub configure
chgrp -R cda-grader /opt/academy/marking /opt/academy/checkout
chmod 750 /opt/academy/marking /opt/academy/checkout
cp /etc/academy-hub/units/* /etc/systemd/system/
systemctl daemon-reload
systemctl enable --now academy-hub-proxy academy-hub academy-hub-formgrader academy-hub-backup.timer

/opt/academy/learners/bin/python -m hub.bare_machine /etc/academy-hub/hub.toml "${PATIENCE:-300}"

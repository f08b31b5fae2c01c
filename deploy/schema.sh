#!/bin/sh
# Brings Temporal's two databases to the schema of this image's version. Repeatable: what is there is kept.
# Where the server is and who we are stands in SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN.
set -eu

versions=${SCHEMA_DIR:-/etc/temporal/schema/postgresql/v12}

migrate() {
  temporal-sql-tool --db "$1" create
  temporal-sql-tool --db "$1" setup-schema -v 0.0
  temporal-sql-tool --db "$1" update-schema -d "$versions/$2/versioned"
}

migrate temporal temporal
migrate temporal_visibility visibility

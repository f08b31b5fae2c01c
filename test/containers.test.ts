import assert from 'node:assert/strict';
import { composeFile, service } from './support/compose-file.js';

const services = Object.entries(composeFile.services);

describe('the containers of docker-compose.temporal.yml', () => {
  it('lets each container reach what it needs: the database only Temporal and its schema job', () => {
    assert.deepEqual(
      Object.fromEntries(services.map(([name, { networks }]) => [name, networks.join(' ')])),
      {
        postgresql: 'database',
        'temporal-schema': 'database',
        temporal: 'database inside',
        'temporal-namespace': 'inside',
        'temporal-ui': 'inside outside',
        api: 'inside outside',
        worker: 'inside outside',
        prometheus: 'inside outside',
        grafana: 'inside outside',
      },
    );
  });

  it('gives no container rights that it has no use for', () => {
    const toBecomeItsUser = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];
    for (const [name, { cap_drop: dropped, cap_add: added = [], security_opt }] of services) {
      assert.deepEqual(dropped, ['ALL'], name);
      assert.deepEqual(security_opt, ['no-new-privileges:true'], name);
      assert.deepEqual(added, name === 'postgresql' ? toBecomeItsUser : [], name);
    }
    for (const name of ['api', 'worker']) {
      const { read_only: isReadOnly, tmpfs } = service(name);
      assert.deepEqual([isReadOnly, tmpfs], [true, ['/tmp']], name);
    }
  });
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate and its key, as files. */
export interface Certificate {
  cert: string;
  key: string;
}

/** An authority of our own, and what it signs for us; in a folder of the test's. */
export class Authority {
  readonly cert: string;
  private readonly folder: string;
  private readonly name: string;

  constructor(folder: string, name: string) {
    this.folder = folder;
    this.name = name;
    const { cert, key } = this.paths(name);
    const subject = ['-subj', `/CN=${name}`, '-days', '2', '-keyout', key, '-out', cert];
    openssl(['req', '-x509', ...ofKey, ...subject]);
    this.cert = cert;
  }

  /** For a server at `localhost`, or for somebody of this name. */
  sign(name: string): Certificate {
    const { cert, key } = this.paths(name);
    const request = join(this.folder, `${name}.csr`);
    const extensions = join(this.folder, `${name}.ext`);
    openssl(['req', ...ofKey, '-subj', `/CN=${name}`, '-keyout', key, '-out', request]);
    writeFileSync(extensions, `subjectAltName=DNS:${name}\nbasicConstraints=critical,CA:FALSE\n`);
    const own = this.paths(this.name);
    const by = ['-CA', own.cert, '-CAkey', own.key, '-CAcreateserial', '-days', '2'];
    openssl(['x509', '-req', '-in', request, ...by, '-extfile', extensions, '-out', cert]);
    return { cert, key };
  }

  private paths(name: string): Certificate {
    return { cert: join(this.folder, `${name}.pem`), key: join(this.folder, `${name}.key`) };
  }
}

const ofKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export function hasOpenssl(): boolean {
  try {
    openssl(['version']);
    return true;
  } catch {
    return false;
  }
}

function openssl(args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

import { randomInt } from 'node:crypto';
import type { JWK } from 'jose';
import type { Database } from '../../database/index.ts';
import type { StoredKeyPair } from '../seal/signer.ts';

const messageCounter = 'message';
const base36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Signing keys and the counter of message control ids. Synchronous. */
export class KeyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * A message control id that was never given out before: `V`, seven random characters of this profile (two
   * workstations that send under one name do not collide), a counter in base 36. At most 20 characters, the limit of
   * MSH-10 up to HL7 2.6. Durable before it is used.
   */
  nextMessageId(): string {
    return this.#database.transaction(() => {
      const prefix = `V${Array.from({ length: 7 }, () => base36[randomInt(36)]).join('')}`;
      this.#database
        .prepare('INSERT INTO counter (name, prefix, value) VALUES (?, ?, 0) ON CONFLICT DO NOTHING')
        .run([messageCounter, prefix]);
      const row = this.#database
        .prepare<{ prefix: string; value: number }>(
          'UPDATE counter SET value = value + 1 WHERE name = ? RETURNING prefix, value',
        )
        .get([messageCounter])!;
      return row.prefix + row.value.toString(36).toUpperCase().padStart(6, '0');
    });
  }

  /** The demonstration key of a reader: the one kept, else `made`, which is then kept. */
  demonstrationKey(identifier: string, made: StoredKeyPair): StoredKeyPair {
    return this.#database.transaction(() => {
      const kept = this.#database
        .prepare<{ public_jwk: string; private_jwk: string }>(
          'SELECT public_jwk, private_jwk FROM signing_key WHERE identifier = ? AND private_jwk IS NOT NULL',
        )
        .get([identifier]);
      if (kept) return { publicJwk: JSON.parse(kept.public_jwk), privateJwk: JSON.parse(kept.private_jwk) };
      this.#keep(identifier, true, made.publicJwk, made.privateJwk);
      return made;
    });
  }

  /** Remembers a public key, so that what it signed can be checked as long as the report is kept. */
  rememberPublicKey(identifier: string, demonstration: boolean, publicJwk: JWK): void {
    this.#keep(identifier, demonstration, publicJwk, null);
  }

  publicKeys(): JWK[] {
    return this.#database
      .prepare<{ public_jwk: string }>('SELECT public_jwk FROM signing_key')
      .all()
      .map(row => JSON.parse(row.public_jwk));
  }

  #keep(identifier: string, demonstration: boolean, publicJwk: JWK, privateJwk: JWK | null): void {
    this.#database
      .prepare(
        `INSERT INTO signing_key (kid, identifier, demonstration, public_jwk, private_jwk) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
      )
      .run([
        publicJwk.kid ?? '',
        identifier,
        demonstration ? 1 : 0,
        JSON.stringify(publicJwk),
        privateJwk && JSON.stringify(privateJwk),
      ]);
  }
}

/** A way to the server that can be cut in the middle of whatever goes over it. */

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export class Cable {
  #target: URL | null = null;
  #isCut = false;
  readonly #ends = new Set<Socket>();
  readonly #server = createServer((near) => {
    if (this.#isCut || !this.#target) return void near.destroy();
    const far = connect(Number(this.#target.port), this.#target.hostname);
    for (const [end, other] of [[near, far], [far, near]] as const) {
      this.#ends.add(end);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.#ends.delete(end);
        other.destroy();
      });
      end.pipe(other);
    }
  });

  /** The address that browsers are to visit. */
  async begins(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port.toString()}`;
  }

  leadsTo(url: string): void {
    this.#target = new URL(url);
  }

  /** Ends all that goes over it, and lets nothing through until it is mended. */
  cuts(): void {
    this.#isCut = true;
    for (const end of this.#ends) end.destroy();
  }

  mends(): void {
    this.#isCut = false;
  }

  async ends(): Promise<void> {
    this.cuts();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

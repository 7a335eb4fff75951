/** Files to send: pictures, a sound and a film, made here. */

import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

export interface Drawn {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A landscape: a sky that gets lighter, a sun, and hills. `hue` makes it another one. */
export function picture(name: string, width: number, height: number, hue = 0): Drawn {
  const line = 1 + width * 3;
  const pixels = Buffer.alloc(line * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [x / width, y / height];
      const isSun = Math.hypot((u - 0.7) * width, (v - 0.35) * height) < height / 8;
      const isHill = v > 0.72 + 0.1 * Math.sin(u * 7 + hue);
      const colour = isSun ? [255, 236, 170] : isHill ? [40 + 60 * v, 96 + 20 * hue, 70] : [110 + 120 * v, 150 + 60 * v - 12 * hue, 215 - 40 * v];
      pixels.set(colour, y * line + 1 + x * 3);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const buffer = Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(pixels, { level: 6 })), chunk('IEND', Buffer.alloc(0))]);
  return { name, mimeType: 'image/png', buffer };
}

/** A second of a tone, as a WAV. */
export function sound(name: string): Drawn {
  const rate = 8_000;
  const buffer = Buffer.alloc(44 + rate);
  buffer.write('RIFF', 0);
  buffer.writeUInt32LE(36 + rate, 4);
  buffer.write('WAVEfmt ', 8);
  buffer.writeUInt32LE(16, 16);
  buffer.writeUInt16LE(1, 20);
  buffer.writeUInt16LE(1, 22);
  buffer.writeUInt32LE(rate, 24);
  buffer.writeUInt32LE(rate, 28);
  buffer.writeUInt16LE(1, 32);
  buffer.writeUInt16LE(8, 34);
  buffer.write('data', 36);
  buffer.writeUInt32LE(rate, 40);
  for (let n = 0; n < rate; n += 1) buffer[44 + n] = 128 + Math.round(60 * Math.sin((n * 2 * Math.PI * 440) / rate));
  return { name, mimeType: 'audio/wav', buffer };
}

/** A moment of a film, which the browser itself records. */
export async function film(page: Page, name: string): Promise<Drawn> {
  const base64 = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const pen = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' });
    const pieces: Blob[] = [];
    recorder.ondataavailable = ({ data }) => { pieces.push(data); };
    const ended = new Promise((resolve) => { recorder.onstop = resolve; });
    recorder.start();
    for (let n = 0; n < 20; n += 1) {
      if (pen) {
        pen.fillStyle = `hsl(${(n * 12).toString()} 60% 50%)`;
        pen.fillRect(0, 0, 320, 180);
      }
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return { name, mimeType: 'video/webm', buffer: Buffer.from(base64, 'base64') };
}

export const text = (name: string, content = 'Once upon a time.\n'): Drawn => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

/** Bytes that no compression makes fewer, and that are nothing in particular. */
export function noise(name: string, length: number): Drawn {
  const buffer = Buffer.alloc(length);
  let state = 1;
  for (let n = 0; n < length; n += 1) {
    state = (state * 48_271) % 0x7fff_ffff;
    buffer[n] = state & 0xff;
  }
  return { name, mimeType: 'application/octet-stream', buffer };
}

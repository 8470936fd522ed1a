import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Upload, Uploads } from '../src/api/types.ts';

/** The stub's uploads (tus 1.0.0): bytes are counted and thrown away. `STUB_SLOW=ms` holds every part back for so long. */

const PATH = /^\/api\/uploads\/(?:([\w-]+)\/)?$/;
const WAIT = Number(process.env['STUB_SLOW'] ?? 300);
const LIBRARIES: Uploads['libraries'] = [
  { id: 1, name: 'Films', kind: 'films' },
  { id: 2, name: 'Home videos', kind: 'home_videos' },
];

const known: Upload[] = [
  upload('u1', 'Summer by the sea.mkv', { size: 4_200_000_000, offset: 1_300_000_000 }),
  upload('u2', 'Letter to grandma.mp4', { state: 'refused', reason: 'The file has sound but no picture.', code: 'only-sound' }),
  upload('u3', 'Garden 1987.avi', { state: 'added', video: 15 }),
];
let numbers = 3;

function upload(id: string, name: string, change: Partial<Upload> = {}): Upload {
  const now = new Date().toISOString();
  const size = change.size ?? 1_000_000;
  const fresh = { modified_at: null, size, offset: size, state: 'receiving', reason: '', code: '', library: 1, video: null } as const;
  return { id, file_name: name, ...fresh, expires_at: now, created_at: now, ...change };
}

/** Whether the call was one about uploads, and has been answered. */
export async function uploads(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const found = PATH.exec((request.url ?? '').split('?')[0] ?? '');
  if (!found) return false;
  const size = await bytes(request);
  const one = known.find(({ id }) => id === found[1]);
  response.setHeader('Tus-Resumable', '1.0.0');
  if (!found[1]) begin(request, response);
  else if (!one) response.statusCode = 404;
  else await go(request, response, one, size);
  if (!response.writableEnded) response.end();
  return true;
}

function begin(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'GET') {
    const all: Uploads = { max_size: 50_000_000_000, part_size: 16 * 1024 ** 2, libraries: LIBRARIES, uploads: known };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(all));
    return;
  }
  const said = metadata(String(request.headers['upload-metadata'] ?? ''));
  if (!/\.(mkv|mp4|mov|avi|webm)$/i.test(said['filename'] ?? '')) return refuse(response, 400, 'no-film');
  numbers += 1;
  const size = Number(request.headers['upload-length']);
  known.unshift(upload(`u${numbers}`, said['filename'] ?? '', { size, offset: 0, modified_at: Number(said['lastModified']) }));
  response.statusCode = 201;
  response.setHeader('Location', `/api/uploads/u${numbers}/`);
}

async function go({ method, headers }: IncomingMessage, response: ServerResponse, one: Upload, size: number): Promise<void> {
  response.statusCode = 204;
  if (method === 'DELETE') known.splice(known.indexOf(one), 1);
  else if (method === 'PATCH' && Number(headers['upload-offset']) !== one.offset) return refuse(response, 409, 'wrong-offset');
  else if (method === 'PATCH') {
    await new Promise((resolve) => setTimeout(resolve, WAIT));
    one.offset += size;
    if (one.offset === one.size) finish(one);
  } else response.statusCode = 200;
  response.setHeader('Upload-Offset', one.offset);
  response.setHeader('Upload-Length', one.size);
}

function finish(one: Upload): void {
  one.state = 'received';
  setTimeout(() => Object.assign(one, { state: 'added', video: 1 }), 4000);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.statusCode = status;
  response.end(JSON.stringify({ detail: 'No.', code }));
}

function metadata(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.trim().split(' '));
  return Object.fromEntries(pairs.map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString()]));
}

async function bytes(request: IncomingMessage): Promise<number> {
  let size = 0;
  for await (const chunk of request) size += (chunk as Buffer).length;
  return size;
}

import { createReadStream, existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connect, Plugin } from 'vite';
import type { User, Video } from '../src/api/types.ts';
import { household, profileOnWatch, type Answer } from './stubHousehold.ts';
import { titles } from './stubTitles.ts';
import { uploads } from './stubUploads.ts';

/** HLS files to play, laid out as in the URLs (`index.m3u8`, `original/media.m3u8`...), and posters (`1.jpg`...). */
const MEDIA = fileURLToPath(new URL('./media/', import.meta.url));

const TYPES: Record<string, string> = { '.m3u8': 'application/vnd.apple.mpegurl', '.mp4': 'video/mp4', '.m4s': 'video/iso.segment', '.jpg': 'image/jpeg' };

/**
 * What the server remembers. `STUB_OWNER=no` starts without an owner, `STUB_VIDEOS=no` with an empty library,
 * `STUB_SIGNED_IN=no` with nobody; `STUB_REGISTRATION` is the policy for new accounts.
 */
const state = { owner: process.env['STUB_OWNER'] !== 'no', signedIn: process.env['STUB_SIGNED_IN'] !== 'no' };
const registration = process.env['STUB_REGISTRATION'] ?? 'approve';

/** Stands in for the server: `npm run dev:stub` shows every page without one. */
export function stub(): Plugin {
  return {
    name: 'videoflix:stub',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}

const middleware: Connect.NextHandleFunction = async (request, response, next) => {
  const [path = '', query] = (request.url ?? '').split('?');
  if (!path.startsWith('/api/')) return next();
  const media = /^\/api\/video\/\d+\/(.+\.(?:m3u8|mp4|m4s))$/.exec(path)?.[1] ?? /^\/api\/video\/(\d+\.jpg)$/.exec(path)?.[1];
  if (media) return sendMedia(response, media);
  if (await uploads(request, response)) return;
  const [status, body] = answer(`${request.method} ${path}`, new URLSearchParams(query), await read(request));
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.end(body === undefined ? undefined : JSON.stringify(body));
};

function answer(call: string, query: URLSearchParams, body: Record<string, unknown>): Answer {
  if (/^POST \/api\/video\/\d+\/playback\/$/.test(call)) return [204];
  switch (call) {
    case 'GET /api/setup/':
      return [200, { owner_exists: state.owner, server_name: 'Müllers Videoflix', registration, members_upload: false, session: state.signedIn ? 'active' : 'none' }];
    case 'POST /api/setup/':
      state.owner = true;
      return signIn(201);
    case 'GET /api/house/':
      return [200, { address: 'http://192.168.1.5:8359', restarting: false }];
    case 'GET /api/auth/me/':
      return state.signedIn ? [200, user()] : [401, { detail: 'Not signed in.' }];
    case 'POST /api/auth/token/refresh/':
      return state.signedIn ? [200, {}] : [401, { detail: 'Not signed in.' }];
    case 'POST /api/auth/presence/':
      return body['secret'] ? signIn(200) : [400, { detail: 'Unknown secret.' }];
    case 'POST /api/auth/login/':
      return body['password'] === 'wrong' ? [401, { detail: 'Wrong.', code: 'sign-in-refused' }] : signIn(200);
    case 'POST /api/auth/logout/':
      state.signedIn = false;
      return [200, {}];
    case 'POST /api/auth/register/':
      return body['password'] === '123' ? [400, { password: ['This password is too short.'] }] : [201, {}];
    case 'POST /api/password_reset/':
      return [200, { detail: 'Sent.' }];
  }
  if (call.startsWith('GET /api/activate/')) return call.includes('bad') ? [400, { detail: 'Used already.' }] : [200, { detail: 'Done.' }];
  if (call.startsWith('POST /api/password_confirm/')) {
    return call.includes('bad') ? [400, { detail: 'Used already.', code: 'link-invalid' }] : [200, { detail: 'Done.' }];
  }
  if (call === 'POST /api/auth/sign-out-everywhere/') state.signedIn = false;
  const answered = titles(call, query, body, mayWatch) ?? household(call, body);
  if (call === 'POST /api/devices/pairing/token/' && answered?.[0] === 200) return signIn(200);
  return answered ?? [404, { detail: 'Not found.' }];
}

function mayWatch({ rating }: Video): boolean {
  const child = profileOnWatch();
  if (!child?.is_child) return true;
  return rating ? Number(rating.replace('FSK ', '')) <= child.highest_age : child.shows_unrated;
}

function signIn(status: number): Answer {
  state.signedIn = true;
  return [status, { access: 'a', refresh: 'r', user: user() }];
}

function user(): User {
  const profile = profileOnWatch();
  return { id: 1, email: 'alice@example.org', is_owner: true, may_manage: !profile?.is_child, profile };
}

function sendMedia(response: ServerResponse, name: string): void {
  const path = normalize(join(MEDIA, name));
  if (!path.startsWith(MEDIA) || !existsSync(path)) {
    response.statusCode = 404;
    response.end();
    return;
  }
  response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
  createReadStream(path).pipe(response);
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

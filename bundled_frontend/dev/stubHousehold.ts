import type { Device, Profile } from '../src/api/types.ts';

/** The people and devices of the stub's house. Every PIN is 1234, every wrong password is `wrong`. */

export type Answer = [status: number, body?: unknown];

const PLAIN = {
  is_child: false,
  highest_age: 6,
  shows_unrated: false,
  language: '',
  audio_language: '',
  subtitle_language: '',
  autoplay: true,
  has_pin: false,
  is_current: false,
} as const;

let profiles: Profile[] = [
  { ...PLAIN, id: 1, name: 'Alice', avatar: 'fox', colour: 'blue', has_pin: true },
  { ...PLAIN, id: 2, name: 'Bob', avatar: 'bear', colour: 'green' },
  { ...PLAIN, id: 3, name: 'Lena', avatar: 'owl', colour: 'purple', is_child: true },
  { ...PLAIN, id: 4, name: 'Oma Gertrud aus Bremerhaven', avatar: 'cat', colour: 'pink', language: 'de', subtitle_language: 'de' },
];
/** Who is watching: `STUB_PROFILE=3`, or nobody yet with `STUB_PROFILE=0`. */
let current = Number(process.env['STUB_PROFILE'] ?? 1);

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

let devices: Device[] = [
  ['c1', '', 'Chrome on Windows', 0, 1],
  ['c2', 'Living room', 'Chrome on a Samsung TV', 3, 3],
  ['c3', '', 'Safari on iPhone', 60 * 5, 2],
  ['c4', 'Lena’s tablet', 'Chrome on Android tablet', 60 * 26, 3],
  ['c5', '', 'Firefox on Linux', 60 * 24 * 40, null],
].map(([id, name, client, minutes, profile]) => ({
  id: String(id),
  name: String(name),
  client: String(client),
  address: '192.168.1.23',
  created_at: minutesAgo(Number(minutes) + 9_000),
  last_seen_at: minutesAgo(Number(minutes)),
  profile: profiles.find(({ id }) => id === profile) ?? null,
  is_current: id === 'c1',
}));

const CODE = 'BCDF-GHJK';
let pairing: 'authorization-pending' | 'pairing-denied' | 'approved' = 'authorization-pending';

export function profileOnWatch(): Profile | null {
  return profiles.map(asSeen).find(({ is_current }) => is_current) ?? null;
}

/** What the stub knows of a call about people and devices; null: nothing. */
export function household(call: string, body: Record<string, unknown>): Answer | null {
  const [, method = '', kind = '', id = '', action = ''] = /^(\w+) \/api\/(profiles|devices)\/(?:([^/]+)\/)?(?:([^/]+)\/)?/.exec(call) ?? [];
  if (kind === 'profiles') return profileCall(method, Number(id), action, body);
  if (kind === 'devices') return id === 'pairing' ? pairingCall(call, body) : deviceCall(method, id, body);
  if (call === 'POST /api/auth/sign-out-everywhere/') return [200, { detail: 'You are signed out on every device.' }];
  if (call === 'POST /api/auth/password/') {
    return body['current_password'] === 'wrong' ? [400, { current_password: ['The password is wrong.'] }] : [200, { access: 'a', refresh: 'r' }];
  }
  if (call.startsWith('GET /api/invitations/')) {
    const expires_at = new Date(Date.now() + 86_400_000).toISOString();
    return call.includes('bad') ? [400, { detail: 'Expired.', code: 'invitation-invalid' }] : [200, { server_name: 'Müllers Videoflix', expires_at }];
  }
  return null;
}

function asSeen(profile: Profile): Profile {
  return { ...profile, is_current: profile.id === current };
}

function profileCall(method: string, id: number, action: string, body: Record<string, unknown>): Answer {
  if (method === 'GET') return [200, profiles.map(asSeen)];
  const { pin, password, ...change } = body;
  const locks = pin === undefined ? {} : { has_pin: pin !== '' };
  if (method === 'POST' && !id) {
    if (profiles.some(({ name }) => name === change['name'])) return [400, { name: ['There is somebody of this name already.'] }];
    const made = { ...PLAIN, ...change, ...locks, id: Date.now() } as unknown as Profile;
    profiles = [...profiles, made];
    return [201, made];
  }
  const profile = profiles.find((candidate) => candidate.id === id);
  if (!profile) return [404, { detail: 'Not found.' }];
  if (action === 'choose') {
    if (profile.has_pin && pin === '0000') return [429, { detail: 'Throttled.', code: 'too-many-pins' }];
    if (profile.has_pin && pin !== '1234') return [403, { detail: 'Wrong.', code: 'pin-refused' }];
    current = id;
    return [200, asSeen(profile)];
  }
  if (profile.has_pin && id !== current && (!password || password === 'wrong')) return [403, { detail: 'Wrong.', code: 'password-wanted' }];
  const others = profiles.filter((candidate) => candidate.id !== id);
  const lastOne = others.every(({ is_child }) => is_child) && (method === 'DELETE' || change['is_child'] === true);
  if (lastOne) return [409, { detail: 'The last one.', code: 'last-profile' }];
  const changed = { ...profile, ...change, ...locks } as Profile;
  profiles = method === 'DELETE' ? others : profiles.map((candidate) => (candidate.id === id ? changed : candidate));
  return method === 'DELETE' ? [204] : [200, asSeen(changed)];
}

function deviceCall(method: string, id: string, body: Record<string, unknown>): Answer {
  const device = devices.find((candidate) => candidate.id === id);
  if (!id) return [200, devices];
  if (!device) return [404, { detail: 'Not found.' }];
  const renamed = { ...device, name: String(body['name']) };
  devices = method === 'DELETE' ? devices.filter((other) => other !== device) : devices.map((other) => (other === device ? renamed : other));
  return method === 'DELETE' ? [204] : [200, renamed];
}

function pairingCall(call: string, body: Record<string, unknown>): Answer {
  const path = call.replace(/^.*pairing\//, '');
  if (call === 'POST /api/devices/pairing/') {
    pairing = 'authorization-pending';
    const verification_url = 'http://192.168.1.5:8359/link';
    const complete = `${verification_url}?code=${CODE}`;
    return [201, { device_code: 'd', user_code: CODE, verification_url, verification_url_complete: complete, qr_svg: qr(), expires_in: 600, interval: 3 }];
  }
  if (path === 'token/') return pairing === 'approved' ? [200, {}] : [400, { detail: 'Not yet.', code: pairing }];
  if (!path.startsWith(CODE)) return [404, { detail: 'Not found.' }];
  if (path.endsWith('deny/')) pairing = 'pairing-denied';
  if (path.endsWith('approve/')) {
    if (body['pin'] !== undefined && body['pin'] !== '1234') return [403, { detail: 'Wrong.', code: 'pin-refused' }];
    pairing = 'approved';
    current = Number(body['profile']);
  }
  return call.startsWith('GET') ? [200, { name: '', client: 'Chrome on a Samsung TV', address: '192.168.1.40', expires_in: 540 }] : [204];
}

/** Something that looks like a QR code and leads nowhere. */
function qr(): string {
  const cells: string[] = [];
  for (let y = 0; y < 29; y++) {
    for (let x = 0; x < 29; x++) if (((x * 7 + y * 13 + x * y) % 5) % 2 && !corner(x, y)) cells.push(`M${x} ${y}h1v1h-1z`);
  }
  for (const [x, y] of [[0, 0], [22, 0], [0, 22]]) cells.push(`M${x} ${y}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z`); // prettier-ignore
  return `<svg viewBox="-4 -4 37 37"><path fill-rule="evenodd" d="${cells.join('')}"/></svg>`;
}

function corner(x: number, y: number): boolean {
  return (x < 8 && y < 8) || (x > 20 && y < 8) || (x < 8 && y > 20);
}

import type { Plugin } from 'vite';

/** The policy the server sends, so that `npm run preview:stub` fails where the appliance would. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
].join('; ');

export function contentSecurityPolicy(): Plugin {
  return {
    name: 'videoflix:content-security-policy',
    // The built files only: in development Vite's own client needs inline scripts.
    configurePreviewServer(server) {
      server.middlewares.use((_request, response, next) => {
        response.setHeader('Content-Security-Policy', POLICY);
        next();
      });
    },
  };
}

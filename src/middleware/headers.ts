import type { RequestHandler } from 'express';
import helmet from 'helmet';

const HALF_A_YEAR_SECONDS = 180 * 24 * 60 * 60;

// No upgrade-insecure-requests: a local network without certificates uses plain HTTP.
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'self'"],
  'media-src': ["'self'"],
  'manifest-src': ["'self'"],
  'worker-src': ["'self'"],
  'font-src': ["'none'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  // Each policy returns the address of one worker: src/client/page/service-worker.ts and src/client/mesh/shared-encoder/encoder-link.ts.
  'trusted-types': ['service-worker', 'encoder-worker'],
};

const ALLOWED_FEATURES = [
  'camera',
  'microphone',
  'display-capture',
  'speaker-selection',
  'autoplay',
  'clipboard-write',
  'fullscreen',
  'picture-in-picture',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
];
const REFUSED_FEATURES = [
  'accelerometer',
  'clipboard-read',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
];
const PERMISSIONS_POLICY = [
  ...ALLOWED_FEATURES.map((feature) => `${feature}=(self)`),
  ...REFUSED_FEATURES.map((feature) => `${feature}=()`),
].join(', ');

/** The headers that tell browsers what a page may load, embed and use. */
export function securityHeaders(): RequestHandler[] {
  const secureOnly = helmet.strictTransportSecurity({
    maxAge: HALF_A_YEAR_SECONDS,
    includeSubDomains: false, // other hosts may still need plain HTTP
  });
  return [
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
      // Chromium would start a second process for each page that a link opens, as it hears of this wish too late for the first.
      originAgentCluster: false,
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: false,
      xFrameOptions: { action: 'deny' },
    }),
    (req, res, next) => {
      res.setHeader('Permissions-Policy', PERMISSIONS_POLICY);
      if (req.secure) secureOnly(req, res, next);
      else next();
    },
  ];
}

/** Pages differ from person to person, so no cache may keep one, not even the browser's. */
export const noStore: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};

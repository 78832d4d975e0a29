import type { RequestHandler } from 'express';
import helmet from 'helmet';

const HALF_A_YEAR_SECONDS = 180 * 24 * 60 * 60;

// No upgrade-insecure-requests: in a house without certificates everything comes over plain HTTP.
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'self'"],
  'media-src': ["'self'"],
  'manifest-src': ["'self'"],
  'font-src': ["'none'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ["'none'"],
};

const OURS = [
  'camera',
  'microphone',
  'display-capture',
  'speaker-selection',
  'autoplay',
  'clipboard-write',
  'fullscreen',
  'picture-in-picture',
  'screen-wake-lock',
];
const NOBODYS = [
  'accelerometer',
  'clipboard-read',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
  'xr-spatial-tracking',
];
const PERMISSIONS_POLICY = [
  ...OURS.map((feature) => `${feature}=(self)`),
  ...NOBODYS.map((feature) => `${feature}=()`),
].join(', ');

/** What browsers may and may not do with our pages. */
export function securityHeaders(): RequestHandler[] {
  const secureOnly = helmet.strictTransportSecurity({
    maxAge: HALF_A_YEAR_SECONDS,
    includeSubDomains: false, // other hosts are none of our business
  });
  return [
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
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

/** Pages differ from person to person: no cache may keep one, the browser's neither. */
export const noStore: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};

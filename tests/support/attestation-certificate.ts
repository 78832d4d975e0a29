import { createPrivateKey } from 'node:crypto';

// A certificate as makers of authenticators use them (WebAuthn, section 8.2.1), made for the tests with
// `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj '/C=XX/O=Parley Tests/OU=Authenticator Attestation/CN=Test'`.

export const CERTIFICATE = Buffer.from(
  'MIICATCCAaigAwIBAgIUGMhSWRTGcA54dBPZDu59jUGK+qMwCgYIKoZIzj0EAwIwVzELMAkGA1UEBhMCWFgxFTATBgNVBAoM' +
    'DFBhcmxleSBUZXN0czEiMCAGA1UECwwZQXV0aGVudGljYXRvciBBdHRlc3RhdGlvbjENMAsGA1UEAwwEVGVzdDAgFw0yNjEx' +
    'MjcxNTIyNTdaGA8yMTI2MTEwMzE1MjI1N1owVzELMAkGA1UEBhMCWFgxFTATBgNVBAoMDFBhcmxleSBUZXN0czEiMCAGA1UE' +
    'CwwZQXV0aGVudGljYXRvciBBdHRlc3RhdGlvbjENMAsGA1UEAwwEVGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIyX' +
    'JmXpjtH5xN6M+SV0+OnnXuj22R0jkSP+0l1yPfvJ3ZHHUi61uPUUU9ID75kBL9CI4ZQKVDarUIaSiBMEvASjUDBOMB0GA1Ud' +
    'DgQWBBTL/cudopllfBg8GqDg5wJBnFS9jjAfBgNVHSMEGDAWgBTL/cudopllfBg8GqDg5wJBnFS9jjAMBgNVHRMBAf8EAjAA' +
    'MAoGCCqGSM49BAMCA0cAMEQCIEAoat/8z+XVXY2CLYG2P5lER1nYDa3he864Yt9ilvIjAiAN1bVr5YzoExWoKXDenGrkLy4H' +
    '0XOA0CjHsw2JGZo9JA==',
  'base64',
);

export const CERTIFICATE_KEY = createPrivateKey({
  key: Buffer.from(
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgE8RoPQdyi2BfSgUKPrHJHL/qE+Px90WQfNnp6FLv7hGhRANC' +
      'AASMlyZl6Y7R+cTejPkldPjp517o9tkdI5Ej/tJdcj37yd2Rx1Iutbj1FFPSA++ZAS/QiOGUClQ2q1CGkogTBLwE',
    'base64',
  ),
  format: 'der',
  type: 'pkcs8',
});

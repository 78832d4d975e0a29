// A certificate for push.example, made for the tests with
// `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=push.example -addext subjectAltName=DNS:push.example`.

export const PUSH_CERTIFICATE = pem(
  'CERTIFICATE',
  'MIIBnzCCAUSgAwIBAgIUM5VneIZTj4I7YiqUJjw67fG4tN8wCgYIKoZIzj0EAwIwFzEVMBMGA1UEAwwMcHVzaC5leGFtcGxlMCAX' +
    'DTI2MTEyNzE4MDcwNFoYDzIxMjYxMTAzMTgwNzA0WjAXMRUwEwYDVQQDDAxwdXNoLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjO' +
    'PQMBBwNCAASXDBiv5iN/iISapsj3NfzQXPUYlxhZvcQHww/jf7tDVVoWnh+aLlnHjbu/xNjWX0XVMM1coNH3v5BL0dhmLo8Vo2ww' +
    'ajAdBgNVHQ4EFgQUaoiodmbFbBnIFC9D5TQCTY6kL8swHwYDVR0jBBgwFoAUaoiodmbFbBnIFC9D5TQCTY6kL8swDwYDVR0TAQH/' +
    'BAUwAwEB/zAXBgNVHREEEDAOggxwdXNoLmV4YW1wbGUwCgYIKoZIzj0EAwIDSQAwRgIhAIb5rgjpsvbTLdWGEBUITlQ/X6ZEdXDj' +
    'Od/FohaGLwgZAiEA5USkYo89LbWQFR+aNmJgpps4ROzLoN01F5a+oADgBPY=',
);

export const PUSH_CERTIFICATE_KEY = pem(
  'PRIVATE KEY',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgujzrmqzGja61hlOFtSMI36c4yuaGXFd00YGxryBMdYShRANCAASX' +
    'DBiv5iN/iISapsj3NfzQXPUYlxhZvcQHww/jf7tDVVoWnh+aLlnHjbu/xNjWX0XVMM1coNH3v5BL0dhmLo8V',
);

function pem(kind: string, base64: string): string {
  return `-----BEGIN ${kind}-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END ${kind}-----\n`;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qrPath } from './qr-path.js';

test('the path of a QR code covers exactly the dark modules', () => {
  const rows = [
    [true, true, false, true],
    [false, false, false, false],
    [false, true, true, true],
  ];
  const path = qrPath(rows);
  assert.equal(path, 'M0,0h2v1h-2zM3,0h1v1h-1zM1,2h3v1h-3z');
  assert.equal(qrPath([[false]]), '');
});

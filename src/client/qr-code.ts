// The QR code of the link to a meeting. The meeting page loads this bundle while a person is alone in a call.
export { drawQrCode } from './page/head/qr-code.js';

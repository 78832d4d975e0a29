// The sizes of the pictures that the page asks for and sends. A page loads this bundle when it is connected.
export { createPictures } from './page/wishes/pictures.js';
export { createRandomPictures } from './page/random/random-pictures.js';

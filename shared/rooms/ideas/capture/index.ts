// Apart from the room's own door, which comes with the first load: only a capture box reads words.
export { type Capture, readCapture } from './read-capture.ts'

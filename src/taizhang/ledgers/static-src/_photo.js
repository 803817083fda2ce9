// A photo made small on the phone and sent in pieces: a lost connection goes on where it stopped, never from the start.
import { sha256 } from "./_sha256.js";

const LONGEST = 1600;
const QUALITY = 0.8;
const PIECE = 256 * 1024;
const TRIES = 60;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

// The camera's time, from the EXIF block of a JPEG; shrinking drops the block. "" when there is none.
export function takenAt(bytes) {
  const found = exif(bytes).match(/\d{4}:\d\d:\d\d \d\d:\d\d:\d\d/g);
  return found ? found[found.length - 1] : ""; // the last is DateTimeOriginal or DateTimeDigitized, not when it was edited
}

// "" where a JPEG has none: its orientation, and where it was taken whether or not that may be told, stand in it.
function exif(bytes) {
  const view = new DataView(bytes);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return "";
  for (let at = 2; at + 4 < view.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint16(at) !== 0xffe1) continue;
    const text = new TextDecoder("latin1").decode(new Uint8Array(bytes, at, Math.min(view.getUint16(at + 2) + 2, view.byteLength - at)));
    if (text.startsWith("Exif", 4)) return text;
  }
  return "";
}

export async function shrink(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const bare = !exif(await file.arrayBuffer());
    if (bare && scale === 1 && file.type === "image/jpeg" && file.size < 600 * 1024) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return small && (!bare || small.size < file.size) ? small : file; // a drawing may be smaller as it is
  } catch {
    return file; // no picture that this browser draws: the server says whether it takes it
  }
}

export async function digest(bytes) {
  if (window.crypto.subtle) return hex(await crypto.subtle.digest("SHA-256", bytes));
  return sha256(bytes); // pages that are not served over https
}

// begun(key): the server's name for it, another one where the same file for this place had broken off before.
export async function sendPhoto({ url, csrf, row, field = "", file, begun, progress, broken }) {
  const original = await file.arrayBuffer();
  const small = await shrink(file);
  const bytes = await small.arrayBuffer();
  const about = { do: "begin", key: hex(crypto.getRandomValues(new Uint8Array(12))), row, field, name: file.name, size: bytes.byteLength, sha256: await digest(bytes), taken_at: takenAt(original) };
  const ask = async (fields) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", csrf);
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    const answer = await fetch(url, { method: "POST", body: data });
    if (answer.redirected || answer.status === 403 || answer.status >= 500) throw new Error("again");
    return answer.json();
  };
  let received = 0;
  const percent = () => Math.floor((100 * received) / bytes.byteLength);
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      let told = await ask(about);
      const { key } = told;
      if (key) begun(key);
      while (!told.error && !told.whole) {
        received = told.received;
        progress(percent());
        tries = 0;
        told = await ask({ do: "piece", key, offset: received, piece: new Blob([bytes.slice(received, received + PIECE)]) });
      }
      return told;
    } catch {
      broken(percent());
      await pause(Math.min(1000 * 2 ** tries, 15000));
    }
  }
  return { error: file.name };
}

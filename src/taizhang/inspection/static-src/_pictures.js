// A photo taken: its original's hash is kept, the small picture is what travels.
import { digest, shrink, takenAt } from "../../ledgers/static-src/_photo.js";
import { newId } from "./_id.js";

// Where the phone is, when it may say so; nobody waits for it longer than three seconds.
function place() {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((done) =>
    navigator.geolocation.getCurrentPosition(({ coords }) => done(coords), () => done(null), { timeout: 3000, maximumAge: 60000 }));
}

// "2026:03:01 09:12:44" of the camera as an ISO moment of this phone's zone; a camera without a clock gives the present.
function moment(exif) {
  const found = exif.match(/^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/);
  const told = found ? new Date(...found.slice(1).map((part, index) => Number(part) - (index === 1 ? 1 : 0))) : new Date();
  return (Number.isNaN(told.getTime()) ? new Date() : told).toISOString();
}

export class NoPhoto extends Error {}

// Whether this browser can draw it: what it cannot, the server would not take either.
async function isPicture(file) {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return true;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(address);
  }
}

// Throws NoPhoto for a file that is none.
export async function photoFrom(file, { visit, wherever = false }) {
  if (!(await isPicture(file))) throw new NoPhoto();
  const original = await file.arrayBuffer();
  const [small, at] = await Promise.all([shrink(file), wherever ? null : place()]);
  return {
    id: newId(), visit, name: file.name || "photo.jpg", blob: small, original: await digest(original),
    taken_at: moment(takenAt(original)), latitude: at ? at.latitude : null, longitude: at ? at.longitude : null, sent: false, refused: "",
  };
}

import { effect, signal } from "@preact/signals";
import { board } from "../live/board";
import { judged } from "../live/judged";
import { NewlyFiring } from "./firing";
import { Rising } from "./rising";

/** Whether a new alarm is heard. Off until somebody asks for it, and off again with the tab: browsers want a click before a sound. */
export const isHeard = signal(false);

let speaker: AudioContext | undefined;
const rising = new Rising();
const newlyFiring = new NewlyFiring();

/** Turns the sound on or off; what is heard at once is how it will sound. */
export function hear(on: boolean): void {
  isHeard.value = on;
  if (!on) return;
  speaker ??= new AudioContext();
  void speaker.resume();
  chime();
}

effect(() => {
  const news = rising.look(judged.value).length + newlyFiring.look(board.alerts.value).length;
  if (news > 0 && isHeard.peek()) chime();
});

/** Two soft tones, the second lower. */
function chime(): void {
  if (!speaker) return;
  [880, 660].forEach((pitch, i) => {
    const [tone, volume] = [speaker!.createOscillator(), speaker!.createGain()];
    const begin = speaker!.currentTime + i * 0.22;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, begin);
    volume.gain.exponentialRampToValueAtTime(0.25, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.2);
    tone.connect(volume).connect(speaker!.destination);
    tone.start(begin);
    tone.stop(begin + 0.21);
  });
}

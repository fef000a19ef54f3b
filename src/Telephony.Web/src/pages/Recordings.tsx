import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { recordings, token } from "../api/clients";
import type { Recording } from "../api/gen/telephony/v1/recording_service_pb";
import { t } from "../i18n";
import { clock, secondsOf } from "../live/time";
import { agentName } from "../ui/names";
import { useAsked } from "../ui/useAsked";
import { drawLanes, peaksOf } from "./waveform";

/** What was recorded of a call. */
export function Recordings({ call, state }: { call: string; state: number }) {
  const { value } = useAsked((signal) => recordings.listRecordings({ call, pageSize: 20 }, { signal }), [call, state], 15_000);
  const stored = value?.recordings.filter((r) => r.audioUri) ?? [];
  return (
    <section class="panel" aria-labelledby="recordings-title">
      <h2 id="recordings-title">{t("recordings")}</h2>
      {value && stored.length === 0 && <p class="empty">{t("none")}</p>}
      {stored.map((r) => (
        <Player key={r.name} recording={r} />
      ))}
    </section>
  );
}

/** Loads the audio when it is asked for: each time somebody hears it is recorded. */
function Player({ recording }: { recording: Recording }) {
  const source = useSignal("");
  const failed = useSignal(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => () => URL.revokeObjectURL(source.value), [source]);
  const load = async () => {
    const answer = await fetch(recording.audioUri, token.value ? { headers: { authorization: `Bearer ${token.value}` } } : {});
    failed.value = !answer.ok;
    if (!answer.ok) return;
    const audio = await answer.blob();
    source.value = URL.createObjectURL(audio);
    const context = new AudioContext();
    const decoded = await context.decodeAudioData(await audio.arrayBuffer());
    if (canvas.current) {
      const lanes = Array.from({ length: decoded.numberOfChannels }, (_, i) => peaksOf(decoded.getChannelData(i), canvas.current!.width));
      drawLanes(canvas.current, lanes, getComputedStyle(canvas.current).color);
    }
    await context.close();
  };
  return (
    <div class="recording">
      <p>
        {agentName(recording.agent)} · {clock(secondsOf(recording.duration) ?? 0)}
        {!recording.complete && ` · ${t("incomplete")}`}
      </p>
      {source.value === "" ? (
        <button type="button" onClick={() => void load()}>
          {t("listenTo")}
        </button>
      ) : (
        <>
          <canvas ref={canvas} class="waveform" width={900} height={90} role="img" aria-label={t("waveform")} />
          {/* biome-ignore lint/a11y/useMediaCaption: a conversation that was just recorded has no captions */}
          <audio controls src={source.value} aria-label={t("listenTo")} />
        </>
      )}
      {failed.value && <p class="empty">{t("noAudio")}</p>}
    </div>
  );
}

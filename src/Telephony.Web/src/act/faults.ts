import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { ConnectError } from "@connectrpc/connect";
import { language } from "../i18n";

/** Why an order was refused, in the page's language where the service says it in that. */
export function wordsOf(fault: unknown): string {
  const error = ConnectError.from(fault);
  for (const detail of error.details) {
    if (!("type" in detail) || detail.type !== "google.rpc.LocalizedMessage") continue;
    const { locale, message } = localizedMessage(detail.value);
    if (locale === language.value) return message;
  }
  return error.rawMessage;
}

/** google.rpc.LocalizedMessage: 1 locale, 2 message. */
function localizedMessage(bytes: Uint8Array): { locale: string; message: string } {
  const reader = new BinaryReader(bytes);
  const found = { locale: "", message: "" };
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === WireType.LengthDelimited && field === 1) found.locale = reader.string();
    else if (type === WireType.LengthDelimited && field === 2) found.message = reader.string();
    else reader.skip(type, field);
  }
  return found;
}

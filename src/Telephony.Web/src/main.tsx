import { render } from "preact";
import { boards } from "./api/clients";
import { askWho } from "./api/session";
import { follow } from "./api/watch";
import { App } from "./app";
import { board } from "./live/board";
import { Paced } from "./live/paced";
import { runClocks } from "./live/time";
import "./styles/board.css";

runClocks();
void askWho().catch(() => {}); // asked again when it matters
void follow(new Paced(board), boards, new AbortController().signal);
render(<App />, document.getElementById("app") as HTMLElement);

import { render } from "preact";
import { boards } from "./api/clients";
import { follow } from "./api/watch";
import { App } from "./app";
import { board } from "./live/board";
import { runClocks } from "./live/time";
import "./styles/board.css";

runClocks();
void follow(board, boards, new AbortController().signal);
render(<App />, document.getElementById("app") as HTMLElement);

import { Orders } from "./act/Orders";
import { AlertBar } from "./alerts/AlertBar";
import { wantsToken } from "./api/clients";
import { t } from "./i18n";
import { trust } from "./live/age";
import { Dialog } from "./ui/Dialog";
import { Banners, Header } from "./ui/Header";
import { lazy } from "./ui/lazy";
import { Menu } from "./ui/Menu";
import { link, path } from "./ui/route";
import { SignIn } from "./ui/SignIn";
import { Wall } from "./wall/Wall";

const QueuePage = lazy(() => import("./pages/QueuePage").then((m) => m.QueuePage));
const CallPage = lazy(() => import("./pages/CallPage").then((m) => m.CallPage));
const AgentPage = lazy(() => import("./pages/AgentPage").then((m) => m.AgentPage));
const ReportsPage = lazy(() => import("./pages/ReportsPage").then((m) => m.ReportsPage));
const FlowsPage = lazy(() => import("./pages/FlowsPage").then((m) => m.FlowsPage));
const AccountPage = lazy(() => import("./pages/AccountPage").then((m) => m.AccountPage));
const TvPage = lazy(() => import("./tv/TvPage").then((m) => m.TvPage));

function Page() {
  const [, kind, id] = path.value.split("/").map(decodeURIComponent);
  const name = `${kind}/${id}`;
  if (kind === "") return <Wall />;
  if (kind === "menus") return <FlowsPage name={id ?? ""} />;
  if (kind === "tv" && id === undefined) return <TvPage />;
  if (kind === "account" && id === undefined) return <AccountPage />;
  if (kind === "reports" && id === undefined) return <ReportsPage />;
  if (kind === "queues" && id) return <QueuePage key={name} name={name} />;
  if (kind === "agents" && id) return <AgentPage key={name} name={name} />;
  if (kind === "calls" && id) return <CallPage key={name} name={name} />;
  return (
    <main>
      <p class="empty">{t("notFound")}</p>
      <a {...link("/")}>{t("back")}</a>
    </main>
  );
}

/** Everything. Figures that are too old are grey. */
export function App() {
  return (
    <div class={`app trust-${trust.value}`}>
      <Header />
      <Banners />
      {wantsToken.value ? (
        <SignIn />
      ) : (
        <>
          <AlertBar />
          <Page />
        </>
      )}
      <Orders />
      <Menu />
      <Dialog />
    </div>
  );
}

import type { AgentView } from "@landbridge/api";
import type { ReactElement } from "react";
import { useAgents } from "../../api/queries.ts";
import { CodeBlock } from "../../ui/CodeBlock.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { Unread } from "../../ui/Note.tsx";
import { useTitle } from "../../ui/page-title.ts";

const START_AGENT = "landbridge agent --server https://landbridge.example.com --token …\n";

/** Who carries runs out, and how busy they are. */
export function AgentsPage(): ReactElement {
  useTitle("Agents");
  const query = useAgents();
  const { data: agents } = query;
  return (
    <div className="page">
      <header className="page-head">
        <h1>Agents</h1>
      </header>
      <Unread what="the agents" query={query} />
      {agents?.length === 0 && (
        <div className="empty">
          <h2>No agent has connected yet.</h2>
          <p className="muted">
            Runs stay queued until one does. An agent dials out to this server; it needs no open port.
          </p>
          <CodeBlock text={START_AGENT} label="Starting an agent" />
        </div>
      )}
      {agents && agents.length > 0 && (
        <div className="card card-scroll">
          <table className="table">
            <thead>
              <tr>
                <th>Agent</th>
                <th>Slots taken</th>
                <th className="wide-only">Pool</th>
                <th className="wide-only">Version</th>
                <th>Last seen</th>
              </tr>
            </thead>
            <tbody>
              {agents.map((agent) => (
                <AgentRow key={agent.id} agent={agent} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function AgentRow({ agent }: { readonly agent: AgentView }): ReactElement {
  return (
    <tr>
      <td>
        <span className="with-icon">
          <span className="agent-light" data-connected={agent.isConnected ? "" : undefined} />
          <strong>{agent.name}</strong>
          {!agent.isConnected && <span className="muted">not connected</span>}
        </span>
      </td>
      <td>
        <span className="slots" role="img" aria-label={`${agent.busySlots} of ${agent.slots} slots taken`}>
          {Array.from({ length: Math.min(agent.slots, 16) }, (_, slot) => (
            <span key={slot} className="slot" data-busy={slot < agent.busySlots ? "" : undefined} />
          ))}
        </span>{" "}
        <span className="muted nowrap">
          {agent.busySlots} of {agent.slots}
        </span>
      </td>
      <td className="wide-only">{agent.pool}</td>
      <td className="wide-only mono">{agent.version}</td>
      <td className="muted">{agent.isConnected ? "now" : <Moment at={agent.lastSeenAt} />}</td>
    </tr>
  );
}

import type { Agent } from "../api/gen/telephony/v1/agent_service_pb";
import { t } from "../i18n";
import { board } from "../live/board";

const prefix = "skill ";

/** A level for each skill of the site; none takes it away. */
export function SkillFields({ agent }: { agent: Agent }) {
  const names = [...new Set([...(board.site.value?.skills ?? []), ...Object.keys(agent.skills)])].sort();
  return (
    <div class="skill-fields">
      {names.map((name) => (
        <label key={name}>
          {name}
          <select name={`${prefix}${name}`}>
            <option value="0">{t("noSkill")}</option>
            {Array.from({ length: 10 }, (_, i) => i + 1).map((level) => (
              <option key={level} value={level} selected={agent.skills[name] === level}>
                {level}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}

/** The skills a form holds. */
export function skillsOf(form: FormData): Record<string, number> {
  const skills: Record<string, number> = {};
  for (const [field, value] of form) if (field.startsWith(prefix) && Number(value) > 0) skills[field.slice(prefix.length)] = Number(value);
  return skills;
}

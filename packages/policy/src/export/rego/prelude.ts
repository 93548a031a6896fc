/** What every exported module has: the shape of `input`, the order of effects, and the tests that rules share. */
export const prelude = `# The answer to the request as a whole: deny, escalate or allow.
default decision := "deny"

decision := strictest if is_request

# With the rules that decided, and what they ask for.
verdict := {
	"decision": decision,
	"rules": deciding,
	"obligations": {obligation | some id in deciding; some obligation in rules[id].obligations},
	"requires": {code | some id in deciding; some code in rules[id].requires},
	"because": {reason | some id in deciding; some reason in rules[id].because},
}

deciding := {hit[1] | some hit in hits; rules[hit[1]].effect == decision; judged[hit[0]] == decision}

strictest := "deny" if {
	"deny" in judged
} else := "escalate" if {
	"escalate" in judged
} else := "allow"

# Each resource alone.
judged := [effect_at(at) | some at, _ in input.resources]

effect_at(at) := "deny" if {
	"deny" in effects_at(at)
} else := "escalate" if {
	"escalate" in effects_at(at)
} else := "allow" if {
	"allow" in effects_at(at)
} else := "allow" if {
	# What was found inside arguments only hears objections.
	input.resources[at].certainty == "inferred"
} else := defaults[input.resources[at].action]

effects_at(at) := {rules[hit[1]].effect | some hit in hits; hit[0] == at}

# Anything that is not a whole request is denied.
is_request if {
	is_string(input.actor.id)
	is_string(input.actor.kind)
	is_list_of_texts(input.actor.roles)
	input.actor.trustStage in {"CBT", "KBT", "IBT"}
	input.risk in {"L1", "L2", "L3"}
	is_list_of_texts(input.labels)
	is_string(object.get(input, "content", ""))
	is_number(input.contentLength)
	input.day in {0, 1, 2, 3, 4, 5, 6}
	is_number(input.minute)
	is_array(input.resources)
	some_declared
	every resource in input.resources { is_resource(resource) }
}

some_declared if {
	some resource in input.resources
	resource.certainty == "declared"
}

is_resource(resource) if {
	resource.certainty in {"declared", "inferred"}
	has_action(resource)
	is_target(resource)
	is_tool(object.get(resource, "tool", {"server": "", "name": "", "arguments": {}}))
}

has_action(resource) if resource.action in {"read", "write", "execute", "network", "admin"}

has_action(resource) if {
	resource.action == "unknown"
	resource.kind == "path"
	resource.certainty == "inferred"
}

is_target(resource) if {
	resource.kind == "path"
	is_string(resource.path)
	is_string(resource.folded)
}

is_target(resource) if {
	resource.kind == "url"
	is_string(resource.scheme)
	is_string(resource.host)
	is_number(resource.port)
	is_string(resource.path)
	is_string(object.get(resource, "method", ""))
}

is_target(resource) if {
	resource.kind == "command"
	is_string(resource.program)
	is_string(resource.base)
	is_list_of_texts(resource.argv)
}

is_target(resource) if resource.kind in {"tool", "prompt", "service"}

is_tool(tool) if {
	is_string(tool.server)
	is_string(tool.name)
	is_object(tool.arguments)
}

is_list_of_texts(values) if {
	is_array(values)
	every value in values { is_string(value) }
}

matches_some(value, patterns) if {
	some pattern in patterns
	regex.match(pattern, value)
}

some_matches(values, patterns) if {
	some value in values
	matches_some(value, patterns)
}

some_in(values, wanted) if {
	some value in values
	value in wanted
}

every_in(wanted, values) if {
	every value in wanted { value in values }
}

starts_with_some(value, texts) if {
	is_string(value)
	some text in texts
	startswith(value, text)
}

ends_with_some(value, texts) if {
	is_string(value)
	some text in texts
	endswith(value, text)
}

contains_some(value, texts) if {
	some text in texts
	contains(value, text)
}

at_or_below_some(path, directories) if path in directories

at_or_below_some(path, directories) if {
	some directory in directories
	startswith(path, concat("", [directory, "/"]))
}

is_below_some(host, suffixes) if {
	some suffix in suffixes
	endswith(host, suffix)
	host != suffix
}
`;

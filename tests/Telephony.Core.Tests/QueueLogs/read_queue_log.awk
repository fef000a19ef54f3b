# Reads a queue_log as report tools do, knowing only Asterisk's format, and complains of whatever cannot be:
# a call that leaves a queue it is not in, a wait that is not the time between its lines, a member who is paused in a queue it does not serve.
# Prints one line for each queue.

BEGIN { FS = "|" }

function wrong(why) { printf "line %d: %s: %s\n", NR, why, $0 > "/dev/stderr" }
function near(a, b) { return a - b <= 1 && b - a <= 1 }
function queue(name) { if (!(name in known)) { known[name] = 1; names[++count] = name } }
function number(text) { return text ~ /^[0-9]+$/ }

function leaves(wait, position, first) {
    if (where[$2] != $3) wrong("is not in this queue")
    if (!near(wait, $1 - since[$2])) wrong("the wait is " $1 - since[$2])
    if (!number(position) || position < 1) wrong("no position")
    if (first != origin[$2]) wrong("the first position was " origin[$2])
    delete where[$2]
}

!number($1) { wrong("no time") }
NF < 6 { wrong("too few fields"); next }
$1 < latest { wrong("before the line above") }
{ latest = $1 }

$5 == "QUEUESTART" || $5 == "CONFIGRELOAD" { if ($2 $3 $4 != "NONENONENONE") wrong("names somebody"); next }
$5 == "DID" { if ($6 == "") wrong("no number"); next }

$5 == "ADDMEMBER" { queue($3); if (($3, $4) in member) wrong("is a member"); member[$3, $4] = 1; next }
$5 == "REMOVEMEMBER" { if (!(($3, $4) in member)) wrong("is no member"); delete member[$3, $4]; next }
$5 == "PAUSE" || $5 == "UNPAUSE" { if (!(($3, $4) in member)) wrong("is no member"); next }
$5 == "PAUSEALL" || $5 == "UNPAUSEALL" { if ($3 != "NONE" || $4 !~ /^Agent\//) wrong("whose?"); next }

$5 == "ENTERQUEUE" {
    queue($3)
    if (NF != 8) wrong("three values wanted")
    if ($2 in where) wrong("is in " where[$2])
    if (!number($8) || $8 < 1) wrong("no position")
    where[$2] = $3; since[$2] = $1; origin[$2] = $8; entered[$3]++
    next
}

$5 == "RINGNOANSWER" || $5 == "RINGCANCELED" { if (where[$2] != $3 || !number($6) || NF != 6 || $4 !~ /^Agent\//) wrong("rings for nobody"); next }
$5 == "SYSCOMPAT" { next }

$5 == "CONNECT" {
    if (where[$2] != $3) wrong("is not in this queue")
    if (NF != 8 || !near($6, $1 - since[$2])) wrong("the wait is " $1 - since[$2])
    if ($7 == "" || !number($8) || $8 > $6 + 1) wrong("no channel, or rang longer than it waited")
    delete where[$2]
    talks[$2] = $4; began[$2] = $1; held[$2] = $6; connected[$3]++
    next
}

$5 == "CALLERONHOLD" || $5 == "CALLEROFFHOLD" { if (talks[$2] != $4) wrong("does not talk"); next }
$5 == "CALLSTATUS" { if ($6 == "") wrong("no code"); next }

function ends(hold, talk, first) {
    if (talks[$2] != $4) wrong("does not talk")
    if (hold != held[$2] || !near(talk, $1 - began[$2]) || first != origin[$2]) wrong("the talk was " $1 - began[$2] " after " held[$2] " from " origin[$2])
    delete talks[$2]
    completed[$3]++
}

$5 == "COMPLETECALLER" || $5 == "COMPLETEAGENT" { if (NF != 8) wrong("three values wanted"); ends($6, $7, $8); next }
$5 == "BLINDTRANSFER" || $5 == "ATTENDEDTRANSFER" { if (NF != 10 || $6 == "" || $7 == "") wrong("to whom, how and three values wanted"); ends($8, $9, $10); next }

$5 == "ABANDON" { if (NF != 8) wrong("three values wanted"); leaves($8, $6, $7); abandoned[$3]++; next }
$5 == "EXITWITHTIMEOUT" || $5 == "EXITEMPTY" { if (NF != 8) wrong("three values wanted"); leaves($8, $6, $7); left[$3]++; next }
$5 == "EXITWITHKEY" { if (NF != 9 || length($6) != 1) wrong("a key and three values wanted"); leaves($9, $7, $8); left[$3]++; next }
$5 == "WITHDRAW" { if (NF != 9) wrong("four values wanted"); leaves($8, $6, $7); left[$3]++; next }

{ wrong("an unknown verb") }

END {
    for (i = 2; i <= count; i++) for (j = i; j > 1 && names[j] < names[j - 1]; j--) { swap = names[j]; names[j] = names[j - 1]; names[j - 1] = swap }
    for (i = 1; i <= count; i++) {
        name = names[i]
        if (entered[name] + 0 > 0 || connected[name] + 0 > 0)
            printf "%s entered %d connected %d completed %d abandoned %d left %d\n", name, entered[name], connected[name], completed[name], abandoned[name], left[name]
    }
}

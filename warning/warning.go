// Package warning hands a warning to each of those whom it concerns, and knows for every one of them where it stands.
//
// A telephone call proves nothing afterwards. In 2005 a city said that it had sent an important bulletin, and the agency said that it
// had got nothing; both may be right. So here a warning is not a message but a pair of acts in two journals: the issuer's act says that it was
// sent, and only the addressee's own act, which cites it, says that it came. Until then the state is "sent", in full: sent without receipt.
//
// # The acts
//
//	warning.issue      issuer      what is coming, to whom, when; answer by; expires
//	warning.update     issuer      the whole content anew; material: everybody must answer again
//	warning.cancel     issuer      it is taken back, with the reason
//	warning.escalate   issuer      an addressee does not answer: the warning goes to somebody else
//	warning.receive    addressee   its node signs for it, by itself
//	warning.see        addressee   a named officer looked at it
//	warning.accept     addressee   a named officer takes it over
//	warning.decline    addressee   a named officer refuses it, with a reason
//	warning.pass       addressee   hands it on to others, who then answer for themselves
//
// An act of the issuer cites the version that it continues, an answer cites the version that it answers; who has a version not by
// address but because somebody passed it on or escalated it cites that act too. Every act repeats the status (Actual, Exercise, Test), which never changes along
// a warning, so that no rehearsal is accepted as the real thing or the other way round.
//
// # Who decides
//
// Whether a warning is in force, its issuer decides: the newest act in its journal that continues it. Where it stands with an
// addressee, that addressee decides, in its own journal and for itself alone; nobody can accept for another, and a party passing a warning on is not
// relieved of its own answer. An act that could only be judged by reading two journals in a certain order is void unless it cites what it depends on; therefore
// the state is the same for every order in which journals are read.
//
// # Custody
//
//	sent --> received --> seen --> accepted --> passed-on
//	  \          \           \---> declined
//	   \----------\-----------\--> overdue --> expired        as time goes by without an answer
//
// and from everywhere to cancelled, or to superseded for whoever has a version that was replaced by one that did not reach it. An
// acceptance lapses when the warning changes materially: the state is "sent" again, for the new version. Otherwise it carries over, and the update has
// only to be seen (Row.Confirm). So has a cancel.
//
// Silence is a state, and it climbs a ladder: Silence says which steps are due, and tells an addressee who does not answer from one that is not
// there.
//
// Times in acts are claims. Everything that depends on the present takes it as an argument. The clauses are in doc/acts.md, section 6.
package warning

// What every screen of a learner can do.
import "./sent_once.js";
import "./handover.js";
import "./looks.js";
import "./ahead.js";
import "./more_below.js";

// What every screen of a learner can do.
import "./looks.js";

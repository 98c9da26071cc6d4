"""The river network and what travels down it: reaches, speeds, travel times, and where an exceedance may come from."""

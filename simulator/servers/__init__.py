"""The network twins of real sources, on loopback: a web interface, a message broker, a sensor gateway.

What they serve is written by `simulator.departments`; here is only how it is handed out.
"""

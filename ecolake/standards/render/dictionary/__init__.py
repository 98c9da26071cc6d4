"""The data dictionary: a folder of HTML that explains the standards to whoever opens it, without a server or a network.

`site` says which pages there are, `links` where a thing stands, `search_index` what is found; templates and styles lie beside them.
"""
